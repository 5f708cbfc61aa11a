namespace Ign.MLNet.Networks;

/// <summary>
/// Feature-wise linear modulation (arXiv 1709.07871) inside a <see cref="Conditioned"/>: v ↦ v ⊙ (1 + S·l) + B·l, with l the label channels of the
/// network's input at pixel (0, 0). Weight: <c>[2·Channels, Classes, 1, 1]</c>, S in its first half and B in its second one; it starts at 0, which
/// makes the layer the identity.
/// </summary>
/// <param name="Classes">Number of classes, that of the <see cref="Conditioned"/> around it.</param>
/// <param name="Channels">Number of channels.</param>
public sealed record Film(int Classes, int Channels) : Layer
{
    /// <inheritdoc/>
    public override TensorShape OutputShape(TensorShape input)
    {
        Check.Channels(this, Channels, input);
        return Classes is >= 1 and <= Check.MaxChannels ? input : throw new SpecException($"{this}: the classes must be between 1 and {Check.MaxChannels}.");
    }

    /// <inheritdoc/>
    public override IEnumerable<ParameterShape> Parameters(string path) => [new($"{path}.weight", [checked(2 * Channels), Classes, 1, 1])];
}
