using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation;

/// <summary>z ~ N(0, I) of image shape.</summary>
public sealed record GaussianSource : NoiseSource
{
    /// <inheritdoc/>
    public override void Sample(Span<float> z, TensorShape shape, ulong seed)
    {
        var random = new SeededRandom(seed);
        for (int i = 0; i < shape.Size; i++) z[i] = (float)random.NextGaussian();
    }

    /// <inheritdoc/>
    public override string ToText() => "gaussian";
}
