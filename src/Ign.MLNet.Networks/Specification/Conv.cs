namespace Ign.MLNet.Networks;

/// <summary>Two-dimensional convolution with a square kernel. Weight: <c>[Out, In, Kernel, Kernel]</c>, bias: <c>[Out]</c>.</summary>
/// <param name="In">Input channels.</param>
/// <param name="Out">Output channels.</param>
/// <param name="Kernel">Side of the kernel in pixels.</param>
/// <param name="Stride">Step between two kernel positions in pixels.</param>
/// <param name="Padding">Zero padding on each side in pixels.</param>
/// <param name="Bias">Whether a bias is added.</param>
public sealed record Conv(int In, int Out, int Kernel, int Stride = 1, int Padding = 0, bool Bias = true) : Layer
{
    /// <inheritdoc/>
    public override TensorShape OutputShape(TensorShape input)
    {
        Check.Channels(this, In, input);
        Check.Window(this, In, Out, Kernel, Stride, Padding);
        int Side(int side) => side + 2 * Padding < Kernel
            ? throw new SpecException($"{this}: the kernel is larger than the padded input {input}.")
            : (side + 2 * Padding - Kernel) / Stride + 1;
        return new TensorShape(Out, Side(input.Height), Side(input.Width));
    }

    /// <inheritdoc/>
    public override IEnumerable<ParameterShape> Parameters(string path)
    {
        yield return new ParameterShape($"{path}.weight", [Out, In, Kernel, Kernel]);
        if (Bias) yield return new ParameterShape($"{path}.bias", [Out]);
    }

    internal override double FanIn => (double)In * Kernel * Kernel;

    internal override AxisReach Reach(AxisReach reach, ref long multiple) => reach.Smaller(Kernel, Stride, Padding);
}
