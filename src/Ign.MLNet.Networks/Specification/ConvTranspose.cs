namespace Ign.MLNet.Networks;

/// <summary>Transposed two-dimensional convolution with a square kernel. Weight: <c>[In, Out, Kernel, Kernel]</c>, bias: <c>[Out]</c>.</summary>
/// <param name="In">Input channels.</param>
/// <param name="Out">Output channels.</param>
/// <param name="Kernel">Side of the kernel in pixels.</param>
/// <param name="Stride">Up-sampling factor.</param>
/// <param name="Padding">Pixels cut from each side of the full output.</param>
/// <param name="Bias">Whether a bias is added.</param>
public sealed record ConvTranspose(int In, int Out, int Kernel, int Stride = 1, int Padding = 0, bool Bias = true) : Layer
{
    /// <inheritdoc/>
    public override TensorShape OutputShape(TensorShape input)
    {
        Check.Channels(this, In, input);
        Check.Window(this, In, Out, Kernel, Stride, Padding);
        int Side(int side)
        {
            int result = checked((side - 1) * Stride) - 2 * Padding + Kernel;
            return result >= 1 ? result : throw new SpecException($"{this}: the padding removes the whole output for input {input}.");
        }
        return new TensorShape(Out, Side(input.Height), Side(input.Width));
    }

    /// <inheritdoc/>
    public override IEnumerable<ParameterShape> Parameters(string path)
    {
        yield return new ParameterShape($"{path}.weight", [In, Out, Kernel, Kernel]);
        if (Bias) yield return new ParameterShape($"{path}.bias", [Out]);
    }

    /// <summary>The kernel is spread over stride² places of the output.</summary>
    internal override double FanIn => (double)In * Kernel * Kernel / (Stride * Stride);

    internal override AxisReach Reach(AxisReach reach, ref long multiple) => Padding <= Kernel - Stride
        ? reach.Larger(Kernel, Stride, Padding)
        : throw new SpecException($"{this}: a network of any size may not cut off what it made at the edges; the padding must be at most {Kernel - Stride}.");
}
