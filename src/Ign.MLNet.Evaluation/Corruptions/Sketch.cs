using System.Globalization;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation;

/// <summary>
/// A pencil drawing of the image, as in the out-of-distribution experiments of the IGN paper: with g the mean over the channels of x + 1,
/// g / (blur(g) + 1e-10) - 1 in every channel. Flat parts become 0 and black ones -1; bright edges may leave [-1, 1].
/// </summary>
/// <param name="Sigma">Standard deviation of the blur in pixels, above 0; its kernel has 21x21 pixels, as published.</param>
public sealed record Sketch(float Sigma = 3.5f) : Corruption
{
    private const int Radius = 10;
    private const float NoDivisionByZero = 1e-10f;

    /// <inheritdoc/>
    public override string Name => string.Create(CultureInfo.InvariantCulture, $"sketch-{Sigma}");

    /// <inheritdoc/>
    protected override void Apply(ReadOnlySpan<float> image, Span<float> result, TensorShape shape, SeededRandom random)
    {
        var grey = GrayScale.Mean(image, shape);
        for (int i = 0; i < grey.Length; i++) grey[i] += 1;
        var blurred = new float[grey.Length];
        Blur.ApplyToPlane(grey, blurred, shape.Height, shape.Width, Sigma, Radius);
        for (int i = 0; i < grey.Length; i++) grey[i] = grey[i] / (blurred[i] + NoDivisionByZero) - 1;
        for (int c = 0; c < shape.Channels; c++) grey.CopyTo(result.Slice(c * grey.Length, grey.Length));
    }
}
