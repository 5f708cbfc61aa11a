using System.Globalization;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation;

/// <summary>Adds independent normal noise to every value.</summary>
/// <param name="Sigma">Standard deviation on the [-1, 1] scale.</param>
/// <param name="Clip">
/// Whether the result is cut to [-1, 1], as a file of 8-bit pixels cuts it. Off by default, as denoising benchmarks have it.
/// </param>
public sealed record GaussianNoise(float Sigma, bool Clip = false) : Corruption
{
    /// <inheritdoc/>
    public override string Name => string.Create(CultureInfo.InvariantCulture, $"gaussian-{Sigma}{(Clip ? "-clipped" : "")}");

    /// <inheritdoc/>
    protected override void Apply(ReadOnlySpan<float> image, Span<float> result, TensorShape shape, SeededRandom random)
    {
        for (int i = 0; i < image.Length; i++)
        {
            float value = image[i] + Sigma * (float)random.NextGaussian();
            result[i] = Clip ? Math.Clamp(value, -1, 1) : value;
        }
    }
}
