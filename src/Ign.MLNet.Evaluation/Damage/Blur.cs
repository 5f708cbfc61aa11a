using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation;

/// <summary>Gaussian blur; the border pixels are repeated outwards.</summary>
/// <param name="Sigma">Standard deviation of the kernel in pixels, 0.01 to 20.</param>
public sealed record Blur(Amount Sigma) : Damage
{
    internal const float MinSigma = 0.01f, MaxSigma = 20;

    /// <inheritdoc/>
    public override Damage Sample(ref SeededRandom random, TensorShape shape) => new Blur(Sigma.Sample(ref random));

    /// <inheritdoc/>
    protected internal override string Describe() => $"blur-{Sigma}";

    /// <inheritdoc/>
    protected internal override bool Settled() => Sigma.IsFixed;

    internal override void Check() => Sigma.Require("sigma", MinSigma, MaxSigma);

    /// <inheritdoc/>
    protected internal override void Apply(ReadOnlySpan<float> image, Span<float> result, TensorShape shape, ulong seed)
    {
        float sigma = Sigma.Value;
        int plane = shape.Height * shape.Width, radius = (int)Math.Ceiling(3 * sigma);
        for (int c = 0; c < shape.Channels; c++)
            ApplyToPlane(image.Slice(c * plane, plane), result.Slice(c * plane, plane), shape.Height, shape.Width, sigma, radius);
    }

    /// <summary>Blurs one channel with a kernel of 2 <paramref name="radius"/> + 1 pixels in each direction.</summary>
    internal static void ApplyToPlane(ReadOnlySpan<float> plane, Span<float> result, int height, int width, float sigma, int radius)
    {
        var kernel = Kernel(sigma, radius);
        Taps.Apply(plane, result, height, width, [.. kernel.Select((weight, i) => (0, i - radius, weight))]);
        Taps.Apply(result, result, height, width, [.. kernel.Select((weight, i) => (i - radius, 0, weight))]);
    }

    private static float[] Kernel(float sigma, int radius)
    {
        var kernel = new float[2 * radius + 1];
        for (int k = -radius; k <= radius; k++) kernel[k + radius] = MathF.Exp(-k * k / (2 * sigma * sigma));
        float sum = kernel.Sum();
        for (int k = 0; k < kernel.Length; k++) kernel[k] /= sum;
        return kernel;
    }
}
