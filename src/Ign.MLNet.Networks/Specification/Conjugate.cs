namespace Ign.MLNet.Networks;

/// <summary>
/// v ↦ g⁻¹(A(g(v))), with g the map and A the layers in the middle (arXiv 2510.08570). Where A is idempotent, so is this, whatever the parameters of g
/// are: g⁻¹·A·g·g⁻¹·A·g = g⁻¹·A·A·g. Both passes through g share its parameters.
/// </summary>
/// <param name="Map">g: layers that can be inverted, which are <see cref="SpaceToDepth"/>, <see cref="Coupling"/> and <see cref="ChannelScale"/>.</param>
/// <param name="Middle">A: layers whose output has the shape of their input, which is that of what g makes.</param>
public sealed record Conjugate(IReadOnlyList<Layer> Map, IReadOnlyList<Layer> Middle) : Layer
{
    internal override IReadOnlyList<LayerList> Bodies => [new("map", Map), new("middle", Middle)];

    /// <inheritdoc/>
    public override TensorShape OutputShape(TensorShape input)
    {
        var inner = NetworkSpec.OutputShape(Map, input);
        if (Map.FirstOrDefault(layer => !layer.IsInvertible) is { } stranger)
            throw new SpecException($"Conjugate: {stranger.GetType().Name} has no inverse and cannot be in the map.");
        // Each one goes through its map twice; nested, a short specification would become a network of any size.
        if (HoldsConjugate(Map)) throw new SpecException("Conjugate: its map may not hold another one.");
        var output = NetworkSpec.OutputShape(Middle, inner);
        return output == inner ? input : throw new SpecException($"Conjugate: the middle makes {output} of {inner}; it must keep the shape.");
    }

    internal override Layer WithBodies(IReadOnlyList<IReadOnlyList<Layer>> bodies) => new Conjugate(bodies[0], bodies[1]);

    private static bool HoldsConjugate(IReadOnlyList<Layer> layers) =>
        layers.Any(layer => layer is Conjugate || layer.Bodies.Any(b => HoldsConjugate(b.Layers)));

    internal override AxisReach Reach(AxisReach reach, ref long multiple) =>
        reach.Through(Map, ref multiple).Through(Middle, ref multiple).Back(Map, ref multiple);
}
