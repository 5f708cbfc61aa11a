using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation;

/// <summary>A lens out of focus: the mean over a disc around each pixel; the border pixels are repeated outwards.</summary>
/// <param name="Radius">Radius of the disc in pixels, 0.1 to 20. A pixel at its rim counts by the part of it that the disc covers.</param>
public sealed record Defocus(Amount Radius) : Damage
{
    private const float MinRadius = 0.1f, MaxRadius = 20;

    /// <summary>Columns a pixel whose part inside the disc is added up.</summary>
    private const int Columns = 64;

    /// <inheritdoc/>
    public override Damage Sample(ref SeededRandom random, TensorShape shape) => new Defocus(Radius.Sample(ref random));

    /// <inheritdoc/>
    protected internal override string Describe() => $"defocus-{Radius}";

    /// <inheritdoc/>
    protected internal override bool Settled() => Radius.IsFixed;

    internal override void Check() => Radius.Require("radius", MinRadius, MaxRadius);

    /// <inheritdoc/>
    protected internal override void Apply(ReadOnlySpan<float> image, Span<float> result, TensorShape shape, ulong seed)
    {
        var disc = Disc(Radius.Value);
        int plane = shape.Height * shape.Width;
        for (int c = 0; c < shape.Channels; c++) Taps.Apply(image.Slice(c * plane, plane), result.Slice(c * plane, plane), shape.Height, shape.Width, disc);
    }

    private static List<(int, int, float)> Disc(float radius)
    {
        int reach = (int)Math.Ceiling(radius - 0.5f);
        var covered = new List<(int Down, int Right, float Area)>();
        for (int y = -reach; y <= reach; y++)
            for (int x = -reach; x <= reach; x++)
                if (Covered(y, x, radius) is > 0 and var area) covered.Add((y, x, area));
        float all = covered.Sum(c => c.Area);
        return [.. covered.Select(c => (c.Down, c.Right, c.Area / all))];
    }

    private static float Covered(int y, int x, float radius)
    {
        float covered = 0;
        for (int i = 0; i < Columns; i++)
        {
            float u = x + (i + 0.5f) / Columns - 0.5f, half = MathF.Sqrt(Math.Max(0, radius * radius - u * u));
            covered += Math.Max(0, Math.Min(y + 0.5f, half) - Math.Max(y - 0.5f, -half)) / Columns;
        }
        return covered;
    }
}
