namespace Ign.MLNet.Networks;

/// <summary>
/// Spreads channels over squares of pixels, the inverse of <see cref="SpaceToDepth"/>: [C·F², H, W] becomes [C, H·F, W·F]. Behind a 1×1 convolution it enlarges
/// images without a transposed convolution, for which runtimes have no kernels of whole numbers.
/// </summary>
/// <param name="Factor">F, the side of a square in pixels; its square divides the channels.</param>
public sealed record DepthToSpace(int Factor) : Layer
{
    internal override bool IsInvertible => true;

    /// <inheritdoc/>
    public override TensorShape OutputShape(TensorShape input)
    {
        if (Factor is < 2 or > SpaceToDepth.MaxFactor) throw new SpecException($"{this}: the factor must be between 2 and {SpaceToDepth.MaxFactor}.");
        if (input.Channels % (Factor * Factor) != 0) throw new SpecException($"{this}: the squared factor must divide the channels of the input {input}.");
        return new TensorShape(input.Channels / (Factor * Factor), checked(input.Height * Factor), checked(input.Width * Factor));
    }

    internal override AxisReach Reach(AxisReach reach, ref long multiple) => reach.Larger(Factor, Factor, 0);

    internal override AxisReach ReachBack(AxisReach reach, ref long multiple) => reach.Smaller(Factor, Factor, 0);
}
