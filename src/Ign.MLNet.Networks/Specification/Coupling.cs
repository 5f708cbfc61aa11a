namespace Ign.MLNet.Networks;

/// <summary>
/// Additive coupling (NICE, arXiv 1410.8516): v = (a, b) by halves of the channels becomes (a, b + body(a)), or (a + body(b), b). Whatever the body
/// is, the layer can be inverted, by subtracting what was added.
/// </summary>
/// <param name="Channels">Number of channels; even.</param>
/// <param name="Second">Whether the body sees the second half and changes the first one, rather than the other way round.</param>
/// <param name="Body">Layers whose output has the shape of their input, which is half the channels.</param>
public sealed record Coupling(int Channels, bool Second, IReadOnlyList<Layer> Body) : Layer
{
    internal override bool IsInvertible => true;

    internal override IReadOnlyList<LayerList> Bodies => [new("body", Body)];

    /// <inheritdoc/>
    public override TensorShape OutputShape(TensorShape input)
    {
        if (input.Channels != Channels) throw new SpecException($"Coupling: expected {Channels} input channels, got shape {input}.");
        if (Channels % 2 != 0) throw new SpecException($"Coupling: {Channels} channels have no halves.");
        var half = Half(input);
        var output = NetworkSpec.OutputShape(Body, half);
        return output == half ? input : throw new SpecException($"Coupling: the body makes {output} of {half}; it must keep the shape.");
    }

    /// <summary>Shape of what the body sees of an image.</summary>
    internal static TensorShape Half(TensorShape input) => input with { Channels = input.Channels / 2 };

    internal override Layer WithBodies(IReadOnlyList<IReadOnlyList<Layer>> bodies) => this with { Body = bodies[0] };

    internal override AxisReach Reach(AxisReach reach, ref long multiple) => reach.With(reach.Through(Body, ref multiple));
}
