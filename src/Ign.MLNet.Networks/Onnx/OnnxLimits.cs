namespace Ign.MLNet.Networks;

/// <summary>
/// What one image may cost in a model file, whatever the file's own size: a few hundred bytes can describe values of any size. Larger networks than
/// these limits allow are better applied to tiles. Where images of any size are taken, the limits hold for the shape that was trained on, and for large images
/// as many times as these have <see cref="PixelsOfAnySize"/>.
/// </summary>
public static class OnnxLimits
{
    /// <summary>Most elements of one value, for each image: 64 channels of 512 × 512 pixels, 64 MB as 32-bit floats.</summary>
    public const long MaxElements = 1L << 24;

    /// <summary>Most elements that may be needed at the same time for each image, working memory of convolutions included: 512 MB as 32-bit floats. Channels
    /// count as a multiple of 16, which is how ONNX Runtime lays them out.</summary>
    public const long MaxAlive = 1L << 27;

    /// <summary>Most multiplications of all convolutions for each image: minutes on one core.</summary>
    public const long MaxWork = 1L << 42;

    /// <summary>Most nodes; a runtime takes about two kilobytes for each.</summary>
    public const int MaxNodes = 100_000;

    /// <summary>
    /// Where images of any size are taken, the pixels of a large one for which the limits hold once: 256 × 256, so that a value has at most 256 elements for
    /// each.
    /// </summary>
    public const int PixelsOfAnySize = 1 << 16;

    /// <summary>Largest fixed number of images.</summary>
    public const int MaxBatch = 4096;

    /// <summary>
    /// Most elements that nodes may make of constants, for each element that is stored: 8-bit kernels are widened and then scaled, which makes two.
    /// </summary>
    public const int MaxConstantGrowth = 4;
}
