namespace Ign.MLNet.Networks;

/// <summary>What a convolution, or a transposed one, makes of its input, and what that takes.</summary>
/// <param name="Sides">Dimensions of an image that comes out.</param>
/// <param name="Scratch">Elements of working memory for an image.</param>
/// <param name="Work">Multiplications for an image.</param>
internal sealed record OnnxWindow(IReadOnlyList<long> Sides, long Scratch, long Work)
{
    private const int Dimensions = 2;
    private const long MaxStride = 64;
    private const long MaxPadding = 4096;

    // ONNX Runtime convolves whole numbers by way of a table with the address of each pixel of each window, or of a copy of all windows, in bytes.
    // Floats it takes tile by tile, and spreads transposed ones out before it adds them up.
    private const int BytesOfElement = 4, BytesOfAddress = 8;

    internal static OnnxWindow Of(OnnxNode node, OnnxValue image, OnnxValue kernel, OnnxValue? bias)
    {
        bool transposed = node.Kind == "ConvTranspose";
        if (!image.IsBatch || image.Sides.Count != 1 + Dimensions || kernel.IsBatch || kernel.Rank != 2 + Dimensions)
            throw node.Bad($"expected images [N, C, H, W] and a constant kernel of four dimensions, got {image.Shape} and {kernel.Shape}");
        long channels = image.Sides[0], groups = node.Int("group", 1, 1, OnnxLimits.MaxElements);
        long outputs = transposed ? kernel.Sides[1] * groups : kernel.Sides[0];
        if (channels != (transposed ? kernel.Sides[0] : kernel.Sides[1] * groups) || channels % groups != 0 || outputs % groups != 0)
            throw node.Bad($"kernel {kernel.Shape} in {groups} groups does not fit images {image.Shape}");
        if (bias is not null && (bias.IsBatch || bias.Rank != 1 || bias.Sides[0] != outputs))
            throw node.Bad($"expected a constant bias [{outputs}], got {bias.Shape}");

        long[] sides = [outputs, .. Enumerable.Range(0, Dimensions).Select(d => Side(node, transposed, d, image.Sides[1 + d], kernel.Sides[2 + d]))];
        long area = kernel.Sides[2] * kernel.Sides[3];
        if (transposed)
            return new OnnxWindow(sides, OnnxValue.Product([kernel.Sides[1], area, image.Sides[1], image.Sides[2]]),
                OnnxValue.Product([.. image.Sides, kernel.Sides[1], area]));
        long bytes = OnnxValue.Product([Math.Max(kernel.Sides[1], BytesOfAddress), area, sides[1], sides[2]]);
        return new OnnxWindow(sides, bytes / BytesOfElement, OnnxValue.Product([.. sides, kernel.Sides[1], area]));
    }

    /// <summary>One side of the output. All numbers are bounded, so nothing here can overflow.</summary>
    private static long Side(OnnxNode node, bool transposed, int dimension, long side, long kernel)
    {
        long stride = node.Ints("strides", Dimensions, 1, 1, MaxStride)[dimension], step = node.Ints("dilations", Dimensions, 1, 1, MaxStride)[dimension];
        var pads = node.Ints("pads", 2 * Dimensions, 0, 0, MaxPadding);
        long padding = pads[dimension] + pads[dimension + Dimensions], window = step * (kernel - 1) + 1;
        if (node.Ints("kernel_shape", Dimensions, kernel, 1, int.MaxValue)[dimension] != kernel) throw Misfit(node, kernel);
        // Left out or not, it is smaller than the stride or the dilation: each output pixel still comes from somewhere.
        long more = transposed ? node.Ints("output_padding", Dimensions, 0, 0, Math.Max(stride, step) - 1)[dimension] : 0;
        long result = transposed ? (side - 1) * stride - padding + window + more : side + padding < window ? 0 : (side + padding - window) / stride + 1;
        return result >= 1 ? result : throw node.Bad($"nothing is left of a side of {side} pixels");
    }

    private static IgnFormatException Misfit(OnnxNode node, long kernel) =>
        node.Bad($"kernel_shape does not name the sides of its kernel, one of which is {kernel}");
}
