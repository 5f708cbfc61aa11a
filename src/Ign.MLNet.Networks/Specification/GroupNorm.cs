namespace Ign.MLNet.Networks;

/// <summary>
/// Group normalisation (arXiv 1803.08494): every image is normalised by its own statistics, so the result does not depend on the batch.
/// Weight and bias: <c>[Channels]</c>.
/// </summary>
/// <param name="Groups">Number of channel groups; divides <paramref name="Channels"/>.</param>
/// <param name="Channels">Number of channels.</param>
/// <param name="Epsilon">Added to the variance.</param>
public sealed record GroupNorm(int Groups, int Channels, float Epsilon = 1e-5f) : Layer
{
    /// <inheritdoc/>
    public override TensorShape OutputShape(TensorShape input)
    {
        Check.Channels(this, Channels, input);
        if (Groups < 1 || Channels % Groups != 0) throw new SpecException($"{this}: the groups must divide the channels.");
        if (!(Epsilon > 0) || !float.IsFinite(Epsilon)) throw new SpecException($"{this}: epsilon must be positive and finite.");
        return input;
    }

    /// <inheritdoc/>
    public override IEnumerable<ParameterShape> Parameters(string path) =>
        [new($"{path}.weight", [Channels], Start: 1), new($"{path}.bias", [Channels])];
}
