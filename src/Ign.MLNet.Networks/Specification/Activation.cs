namespace Ign.MLNet.Networks;

/// <summary>Element-wise non-linearity.</summary>
/// <param name="Kind">Which function.</param>
/// <param name="Slope">Slope for negative values, used by <see cref="ActivationKind.LeakyRelu"/> only.</param>
public sealed record Activation(ActivationKind Kind, float Slope = 0.2f) : Layer
{
    /// <inheritdoc/>
    public override TensorShape OutputShape(TensorShape input) =>
        Enum.IsDefined(Kind) && float.IsFinite(Slope) ? input : throw new SpecException($"{this}: expected a known activation with a finite slope.");

    internal override AxisReach Reach(AxisReach reach, ref long multiple) => reach;
}
