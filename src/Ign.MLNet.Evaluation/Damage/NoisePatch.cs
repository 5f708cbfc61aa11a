using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation;

/// <summary>Fills one rectangle, wholly inside the image at a random place, with independent N(0, 1) values.</summary>
/// <param name="Height">Height in whole pixels; more than the image has fills its whole height.</param>
/// <param name="Width">Width in whole pixels, likewise.</param>
public sealed record NoisePatch(Amount Height, Amount Width) : Damage
{
    private const int UsualHeight = 5, UsualWidth = 10, UsualSide = 28, MaxSide = 1 << 16;

    /// <summary>The usual patch: 5x10 pixels of 28x28, and as large a part of other images.</summary>
    /// <param name="shape">Shape of the images.</param>
    public static NoisePatch For(TensorShape shape) => new(Part(shape.Height, UsualHeight), Part(shape.Width, UsualWidth));

    /// <inheritdoc/>
    public override Damage Sample(ref SeededRandom random, TensorShape shape) => new NoisePatch(Height.SampleWhole(ref random), Width.SampleWhole(ref random));

    /// <inheritdoc/>
    protected internal override string Describe() => $"noise-patch-{Height}x{Width}";

    /// <inheritdoc/>
    protected internal override bool Settled() => Height.IsFixed && Width.IsFixed;

    internal override void Check()
    {
        Height.Require("height", 0, MaxSide, whole: true);
        Width.Require("width", 0, MaxSide, whole: true);
    }

    /// <inheritdoc/>
    protected internal override void Apply(ReadOnlySpan<float> image, Span<float> result, TensorShape shape, ulong seed)
    {
        var random = new SeededRandom(seed);
        image.CopyTo(result);
        int height = Math.Min(Height.Whole, shape.Height), width = Math.Min(Width.Whole, shape.Width);
        int top = random.Next(shape.Height - height + 1), left = random.Next(shape.Width - width + 1);
        for (int c = 0; c < shape.Channels; c++)
            for (int y = top; y < top + height; y++)
                foreach (ref float value in result.Slice((c * shape.Height + y) * shape.Width + left, width))
                    value = (float)random.NextGaussian();
    }

    private static int Part(int side, int usual) => Math.Max(1, (int)Math.Round((double)side * usual / UsualSide));
}
