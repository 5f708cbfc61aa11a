namespace Ign.MLNet.Networks;

/// <summary>
/// Moves squares of pixels into channels: [C, H, W] becomes [C·F², H/F, W/F], and nothing is lost. Pixel (y, x) of a square of channel c becomes
/// channel (y·F + x)·C + c, as in ONNX's operator of that name.
/// </summary>
/// <param name="Factor">F, the side of a square in pixels; divides both sides of the image.</param>
public sealed record SpaceToDepth(int Factor) : Layer
{
    internal const int MaxFactor = 64;

    internal override bool IsInvertible => true;

    /// <inheritdoc/>
    public override TensorShape OutputShape(TensorShape input)
    {
        if (Factor is < 2 or > MaxFactor) throw new SpecException($"{this}: the factor must be between 2 and {MaxFactor}.");
        if (input.Height % Factor != 0 || input.Width % Factor != 0)
            throw new SpecException($"{this}: the factor must divide both sides of the input {input}.");
        return new TensorShape(checked(input.Channels * Factor * Factor), input.Height / Factor, input.Width / Factor);
    }

    internal override AxisReach Reach(AxisReach reach, ref long multiple) => reach.Smaller(Factor, Factor, 0);

    internal override AxisReach ReachBack(AxisReach reach, ref long multiple) => reach.Larger(Factor, Factor, 0);
}
