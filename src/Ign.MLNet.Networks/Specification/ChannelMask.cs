namespace Ign.MLNet.Networks;

/// <summary>Keeps the first channels and makes the others zero: a linear projection, and an exact one. It has no parameters.</summary>
/// <param name="Channels">Number of channels.</param>
/// <param name="Keep">Number of channels that are kept, at least 1.</param>
public sealed record ChannelMask(int Channels, int Keep) : Layer
{
    /// <inheritdoc/>
    public override TensorShape OutputShape(TensorShape input)
    {
        Check.Channels(this, Channels, input);
        return Keep >= 1 && Keep <= Channels ? input : throw new SpecException($"{this}: it must keep between 1 and {Channels} channels.");
    }

    /// <summary>1 for each channel that is kept, 0 for the others.</summary>
    internal float[] Factors() => [.. Enumerable.Range(0, Channels).Select(c => c < Keep ? 1f : 0f)];

    internal override AxisReach Reach(AxisReach reach, ref long multiple) => reach;
}
