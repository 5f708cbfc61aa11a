using Ign.MLNet.Networks;
using SkiaSharp;

namespace Ign.MLNet.Samples.DistanceField;

/// <summary>Panels side by side: |y − f(y)| as brightness, the data as dots, and lines from points of a grid to where f sends them.</summary>
internal static class Plot
{
    private const int Panel = 360, Title = 26, Gap = 8, Side = 90, Lines = 13;

    /// <summary>Brightest at this displacement; the farthest point of the square is about 1.2 from the data.</summary>
    private const double Brightest = 1.2;

    internal static void Save(string path, Manifold data, IReadOnlyList<(string Title, Func<float[], float[]>? F)> panels)
    {
        using var surface = SKSurface.Create(new SKImageInfo(panels.Count * (Panel + Gap) - Gap, Title + Panel));
        surface.Canvas.Clear(SKColors.White);
        using var text = new SKPaint { Color = SKColors.Black, TextSize = 15, IsAntialias = true };
        for (int i = 0; i < panels.Count; i++)
        {
            surface.Canvas.Save();
            surface.Canvas.Translate(i * (Panel + Gap), Title);
            surface.Canvas.DrawText(panels[i].Title, 2, -8, text);
            surface.Canvas.ClipRect(new SKRect(0, 0, Panel, Panel));
            Field(surface.Canvas, data, panels[i].F);
            if (panels[i].F is { } f) Arrows(surface.Canvas, f);
            Dots(surface.Canvas, data);
            surface.Canvas.Restore();
        }
        using var image = surface.Snapshot();
        using var png = image.Encode(SKEncodedImageFormat.Png, 100);
        AtomicFile.WriteAllBytes(path, png.ToArray());
    }

    private static void Field(SKCanvas canvas, Manifold data, Func<float[], float[]>? f)
    {
        float[] grid = Grid.Points(Side);
        double[] values = f is null ? data.Distances(grid) : Grid.Between(f(grid), grid);
        const float Cell = (float)Panel / Side;
        using var paint = new SKPaint();
        for (int i = 0; i < values.Length; i++)
        {
            double share = Math.Min(1, values[i] / Brightest);
            // Steps of a tenth of the scale, so that the field shows as contours.
            byte level = (byte)(Math.Floor(share * 12) / 12 * 255);
            paint.Color = new SKColor((byte)(level / 2 + 20), (byte)(level * 0.85), (byte)(90 + level * 0.45));
            canvas.DrawRect(i % Side * Cell, (Side - 1 - i / Side) * Cell, Cell + 0.5f, Cell + 0.5f, paint);
        }
    }

    private static void Arrows(SKCanvas canvas, Func<float[], float[]> f)
    {
        float[] from = Grid.Points(Lines), to = f(from);
        using var line = new SKPaint { Color = new SKColor(255, 255, 255, 170), StrokeWidth = 1, IsStroke = true, IsAntialias = true };
        using var end = new SKPaint { Color = new SKColor(255, 80, 60), IsAntialias = true };
        for (int i = 0; i < from.Length; i += 2) canvas.DrawLine(At(from, i), At(to, i), line);
        for (int i = 0; i < from.Length; i += 2) canvas.DrawCircle(At(to, i), 2.6f, end);
    }

    private static void Dots(SKCanvas canvas, Manifold data)
    {
        using var dot = new SKPaint { Color = new SKColor(255, 210, 60), IsAntialias = true };
        for (int i = 0; i < data.Points.Length; i += 2) canvas.DrawCircle(At(data.Points, i), 1, dot);
    }

    private static SKPoint At(float[] points, int i) => new((points[i] + 1) / 2 * Panel, (1 - points[i + 1]) / 2 * Panel);
}
