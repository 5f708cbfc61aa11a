using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation;

/// <summary>Adds independent normal noise to every value.</summary>
/// <param name="Sigma">Standard deviation on the [-1, 1] scale, up to 10; the σ of a denoising benchmark on the scale of 255 is σ / 127.5 here.</param>
/// <param name="Clip">
/// Whether the result is cut to [-1, 1], as a file of 8-bit pixels cuts it. Off by default, as denoising benchmarks have it.
/// </param>
public sealed record Gaussian(Amount Sigma, Chance Clip = default) : Damage
{
    internal const float MaxSigma = 10;

    /// <inheritdoc/>
    public override Damage Sample(ref SeededRandom random, TensorShape shape) => this with { Sigma = Sigma.Sample(ref random), Clip = Clip.Sample(ref random) };

    /// <inheritdoc/>
    protected internal override string Describe() => $"gaussian-{Sigma}{Clip.Suffix("clipped")}";

    /// <inheritdoc/>
    protected internal override bool Settled() => Sigma.IsFixed && Clip.IsFixed;

    internal override void Check() => Sigma.Require("sigma", 0, MaxSigma);

    /// <inheritdoc/>
    protected internal override void Apply(ReadOnlySpan<float> image, Span<float> result, TensorShape shape, ulong seed)
    {
        var random = new SeededRandom(seed);
        float sigma = Sigma.Value;
        for (int i = 0; i < image.Length; i++) result[i] = image[i] + sigma * (float)random.NextGaussian();
        if (Clip.Value) Clipped.ToRange(result);
    }
}
