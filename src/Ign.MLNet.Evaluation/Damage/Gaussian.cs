using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation;

/// <summary>Adds normal noise to every value, independent from pixel to pixel.</summary>
/// <param name="Sigma">Standard deviation on the [-1, 1] scale, up to 10; the σ of a denoising benchmark on the scale of 255 is σ / 127.5 here.</param>
/// <param name="Clip">
/// Whether the result is cut to [-1, 1], as a file of 8-bit pixels cuts it. Off by default, as denoising benchmarks have it.
/// </param>
/// <param name="Grey">Whether all channels of a pixel get the same noise, as a grey photograph has it. Off by default: every value has its own.</param>
public sealed record Gaussian(Amount Sigma, Chance Clip = default, Chance Grey = default) : Damage
{
    internal const float MaxSigma = 10;

    /// <inheritdoc/>
    public override Damage Sample(ref SeededRandom random, TensorShape shape) => new Gaussian(
        Sigma.Sample(ref random), Clip.Sample(ref random), Grey.Sample(ref random));

    /// <inheritdoc/>
    protected internal override string Describe() => $"gaussian-{Sigma}{Clip.Suffix("clipped")}{Grey.Suffix("grey")}";

    /// <inheritdoc/>
    protected internal override bool Settled() => Sigma.IsFixed && Clip.IsFixed && Grey.IsFixed;

    internal override void Check() => Sigma.Require("sigma", 0, MaxSigma);

    /// <inheritdoc/>
    protected internal override void Apply(ReadOnlySpan<float> image, Span<float> result, TensorShape shape, ulong seed)
    {
        var random = new SeededRandom(seed);
        float sigma = Sigma.Value;
        int own = Grey.Value ? shape.Height * shape.Width : image.Length; // values that have noise of their own
        for (int i = 0; i < own; i++)
        {
            float noise = sigma * (float)random.NextGaussian();
            for (int j = i; j < image.Length; j += own) result[j] = image[j] + noise;
        }
        if (Clip.Value) Clipped.ToRange(result);
    }
}
