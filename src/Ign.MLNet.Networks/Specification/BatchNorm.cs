namespace Ign.MLNet.Networks;

/// <summary>
/// Batch normalisation (arXiv 1502.03167) with the statistics of a finished training: what it makes of an image does not depend on the batch. For
/// networks that were trained elsewhere; training here leaves the statistics as they are and moves weight and bias only.
/// All four parameters: <c>[Channels]</c>.
/// </summary>
/// <param name="Channels">Number of channels.</param>
/// <param name="Epsilon">Added to the variance.</param>
public sealed record BatchNorm(int Channels, float Epsilon = 1e-5f) : Layer
{
    /// <inheritdoc/>
    public override TensorShape OutputShape(TensorShape input)
    {
        Check.Channels(this, Channels, input);
        if (!(Epsilon > 0) || !float.IsFinite(Epsilon)) throw new SpecException($"{this}: epsilon must be positive and finite.");
        return input;
    }

    /// <inheritdoc/>
    public override IEnumerable<ParameterShape> Parameters(string path) =>
        [new($"{path}.weight", [Channels], Start: 1), new($"{path}.bias", [Channels]), new($"{path}.mean", [Channels]),
            new($"{path}.variance", [Channels], Start: 1)];

    /// <summary>What the layer does to each channel: v ↦ Factor·v + Offset.</summary>
    /// <param name="weights">Holds its parameters.</param>
    /// <param name="path">Name of the layer inside its network.</param>
    /// <exception cref="SpecException">A variance is negative.</exception>
    internal (double[] Factor, double[] Offset) Affine(WeightSet weights, string path)
    {
        float[] Values(string name) => weights[$"{path}.{name}"].Data;
        float[] weight = Values("weight"), bias = Values("bias"), mean = Values("mean"), variance = Values("variance");
        if (variance.Any(v => v < 0)) throw new SpecException($"Weight '{path}.variance' holds a negative value.");
        double[] factor = [.. weight.Select((w, c) => w / Math.Sqrt((double)variance[c] + Epsilon))];
        return (factor, [.. factor.Select((f, c) => bias[c] - f * mean[c])]);
    }

    internal override AxisReach Reach(AxisReach reach, ref long multiple) => reach;
}
