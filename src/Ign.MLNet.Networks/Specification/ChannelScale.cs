namespace Ign.MLNet.Networks;

/// <summary>
/// A factor and an offset for each channel, v ↦ exp(weight)·v + bias: actnorm (arXiv 1807.03039) without its start from data. The factor is never 0,
/// so the layer can be inverted. Weight and bias: <c>[Channels]</c>; both start at 0, which makes it the identity.
/// </summary>
/// <param name="Channels">Number of channels.</param>
public sealed record ChannelScale(int Channels) : Layer
{
    internal override bool IsInvertible => true;

    /// <inheritdoc/>
    public override TensorShape OutputShape(TensorShape input)
    {
        Check.Channels(this, Channels, input);
        return input;
    }

    /// <inheritdoc/>
    public override IEnumerable<ParameterShape> Parameters(string path) =>
        [new($"{path}.weight", [Channels]), new($"{path}.bias", [Channels])];

    internal override AxisReach Reach(AxisReach reach, ref long multiple) => reach;
}
