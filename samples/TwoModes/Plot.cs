using Ign.MLNet.Networks;
using SkiaSharp;

namespace Ign.MLNet.Samples.TwoModes;

/// <summary>One panel for each λt: histograms of data and f(z) above, the curve of f with the diagonal, and δ(y) below.</summary>
internal static class Plot
{
    private const int Panel = 320, Margin = 30, Bins = 80;

    internal static void Save(string path, IReadOnlyList<(double Tightness, Toy Toy)> toys)
    {
        using var surface = SKSurface.Create(new SKImageInfo(Panel * toys.Count, 3 * Panel));
        surface.Canvas.Clear(SKColors.White);
        for (int i = 0; i < toys.Count; i++)
        {
            Histogram(surface.Canvas, toys[i], i * Panel);
            Curve(surface.Canvas, toys[i].Toy, i * Panel);
            Displacement(surface.Canvas, toys[i].Toy, i * Panel);
        }
        using var image = surface.Snapshot();
        using var png = image.Encode(SKEncodedImageFormat.Png, 100);
        AtomicFile.WriteAllBytes(path, png.ToArray());
    }

    private static void Histogram(SKCanvas canvas, (double Tightness, Toy Toy) item, int left)
    {
        using var text = new SKPaint { Color = SKColors.Black, TextSize = 14, IsAntialias = true };
        canvas.DrawText(FormattableString.Invariant($"weight {item.Tightness}: data grey, f(z) orange"), left + 10, 18, text);
        Bars(canvas, item.Toy.Data, left, new SKColor(150, 150, 150));
        Bars(canvas, item.Toy.Generate(Toy.Count), left, new SKColor(230, 120, 0, 150));
    }

    private static void Bars(SKCanvas canvas, float[] values, int left, SKColor color)
    {
        using var paint = new SKPaint { Color = color };
        var counts = new int[Bins];
        foreach (float v in values) counts[Math.Clamp((int)((v + 1) / 2 * Bins), 0, Bins - 1)]++;
        float width = (Panel - 2f * Margin) / Bins, unit = (Panel - 2f * Margin) / 350;
        for (int b = 0; b < Bins; b++)
            canvas.DrawRect(left + Margin + b * width, Panel - Margin - Math.Min(counts[b], 350) * unit, width, Math.Min(counts[b], 350) * unit, paint);
        canvas.DrawLine(left + Margin, Panel - Margin, left + Panel - Margin, Panel - Margin, paint);
    }

    private static void Curve(SKCanvas canvas, Toy toy, int left)
    {
        using var grey = new SKPaint { Color = new SKColor(190, 190, 190), IsAntialias = true };
        using var blue = new SKPaint { Color = new SKColor(30, 90, 200), StrokeWidth = 2, IsStroke = true, IsAntialias = true };
        using var text = new SKPaint { Color = SKColors.Black, TextSize = 14, IsAntialias = true };
        canvas.DrawText("f(z) over z, with the diagonal f(z) = z", left + 10, Panel + 18, text);
        float[] z = [.. Enumerable.Range(0, 400).Select(i => -2 + i / 100f)];
        float[] f = toy.Project(z);
        SKPoint At(float x, float y) => new(left + Margin + (x + 2) / 4 * (Panel - 2 * Margin), 2 * Panel - Margin - (y + 1) / 2 * (Panel - 2 * Margin));
        canvas.DrawLine(At(-1, -1), At(1, 1), grey);
        canvas.DrawLine(At(-2, -0.4f), At(2, -0.4f), grey);
        canvas.DrawLine(At(-2, 0.6f), At(2, 0.6f), grey);
        using var path = new SKPath();
        path.MoveTo(At(z[0], f[0]));
        for (int i = 1; i < z.Length; i++) path.LineTo(At(z[i], f[i]));
        canvas.DrawPath(path, blue);
    }

    /// <summary>δ over [-1, 1], as high as the panel at its largest; the shaded y are the support of the data.</summary>
    private static void Displacement(SKCanvas canvas, Toy toy, int left)
    {
        using var shade = new SKPaint { Color = new SKColor(225, 225, 225) };
        using var red = new SKPaint { Color = new SKColor(190, 30, 60), StrokeWidth = 2, IsStroke = true, IsAntialias = true };
        using var text = new SKPaint { Color = SKColors.Black, TextSize = 14, IsAntialias = true };
        float[] y = Figures.Grid, f = toy.Project(y);
        float[] delta = [.. y.Zip(f, (a, b) => Math.Abs(a - b))];
        float largest = delta.Max();
        SKPoint At(float x, float value) =>
            new(left + Margin + (x + 1) / 2 * (Panel - 2 * Margin), 3 * Panel - Margin - value / largest * (Panel - 2 * Margin));
        foreach (var (from, to) in new[] { (-0.55f, -0.25f), (0.3f, 0.9f) })
            canvas.DrawRect(new SKRect(At(from, 0).X, At(from, largest).Y, At(to, 0).X, At(to, 0).Y), shade);
        canvas.DrawText(FormattableString.Invariant($"|f(y) - y| on [-1, 1], at most {largest:F2}"), left + 10, 2 * Panel + 18, text);
        using var path = new SKPath();
        path.MoveTo(At(y[0], delta[0]));
        for (int i = 1; i < y.Length; i++) path.LineTo(At(y[i], delta[i]));
        canvas.DrawPath(path, red);
    }
}
