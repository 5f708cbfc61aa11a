using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation;

/// <summary>Straight lines through the whole image at random places and angles, in all channels, with soft edges.</summary>
/// <param name="Count">How many, a whole number, 0 to 100.</param>
/// <param name="Width">Their width in pixels, 0.1 to 100.</param>
/// <param name="Light">Whether they are white, as on a print whose layer came off, else black.</param>
public sealed record Scratches(Amount Count, Amount Width, Chance Light = default) : Damage
{
    private const float MaxCount = 100, MinWidth = 0.1f, MaxWidth = 100;

    /// <inheritdoc/>
    public override Damage Sample(ref SeededRandom random, TensorShape shape) =>
        new Scratches(Count.SampleWhole(ref random), Width.Sample(ref random), Light.Sample(ref random));

    /// <inheritdoc/>
    protected internal override string Describe() => $"scratches-{Count}-{Width}{Light.Suffix("light")}";

    /// <inheritdoc/>
    protected internal override bool Settled() => Count.IsFixed && Width.IsFixed && Light.IsFixed;

    internal override void Check()
    {
        Count.Require("count", 0, MaxCount, whole: true);
        Width.Require("width", MinWidth, MaxWidth);
    }

    /// <inheritdoc/>
    protected internal override void Apply(ReadOnlySpan<float> image, Span<float> result, TensorShape shape, ulong seed)
    {
        var random = new SeededRandom(seed);
        image.CopyTo(result);
        for (int i = 0; i < Count.Whole; i++)
        {
            float y = random.Next(0, shape.Height), x = random.Next(0, shape.Width);
            var (sin, cos) = MathF.SinCos(random.Next(0, MathF.PI));
            Draw(result, shape, y, x, sin, cos);
        }
    }

    /// <summary>A line through a point; a pixel takes its colour by how much of the pixel's width lies inside.</summary>
    private void Draw(Span<float> result, TensorShape shape, float y0, float x0, float sin, float cos)
    {
        float half = Width.Value / 2, ink = Light.Value ? 1 : -1;
        int plane = shape.Height * shape.Width;
        for (int y = 0, i = 0; y < shape.Height; y++)
            for (int x = 0; x < shape.Width; x++, i++)
            {
                float distance = MathF.Abs((y + 0.5f - y0) * cos - (x + 0.5f - x0) * sin);
                float covered = Math.Min(distance + 0.5f, half) - Math.Max(distance - 0.5f, -half);
                if (covered <= 0) continue;
                for (int c = 0; c < shape.Channels; c++) result[c * plane + i] = float.Lerp(result[c * plane + i], ink, covered);
            }
    }
}
