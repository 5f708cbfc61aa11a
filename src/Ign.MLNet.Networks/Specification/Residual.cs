namespace Ign.MLNet.Networks;

/// <summary>A skip connection: y = v + body(v). Nested bodies that change resolution make a U-Net with additive skips.</summary>
/// <param name="Body">Layers whose output has the shape of their input.</param>
public sealed record Residual(IReadOnlyList<Layer> Body) : Layer
{
    /// <inheritdoc/>
    public override TensorShape OutputShape(TensorShape input)
    {
        var output = NetworkSpec.OutputShape(Body, input);
        return output == input ? input : throw new SpecException($"Residual: the body makes {output} of {input}; it must keep the shape.");
    }

    internal override IReadOnlyList<LayerList> Bodies => [new("body", Body)];

    internal override Layer WithBodies(IReadOnlyList<IReadOnlyList<Layer>> bodies) => new Residual(bodies[0]);

    internal override AxisReach Reach(AxisReach reach, ref long multiple) => reach.With(reach.Through(Body, ref multiple));
}
