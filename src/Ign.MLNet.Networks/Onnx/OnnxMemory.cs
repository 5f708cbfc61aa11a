namespace Ign.MLNet.Networks;

/// <summary>What a model file takes while it is applied.</summary>
public static class OnnxMemory
{
    // Measured in ONNX Runtime on networks for photographs (PhotoUNet, width 16 to 48, up to 12 megapixels): what its arena and its blocked layouts hold,
    // relative to what is alive, was 1.2 to 1.4 in the first run of a size, 1.75 at a width of 24, which its kernels fill up. Networks of a few channels take
    // far more, of little.
    private const double Arena = 1.4;

    /// <summary>
    /// Bytes that a runtime takes for each pixel of a large image, its input and its output included; 0 where the file takes one size only. An estimate: the
    /// nodes run in the order in which they stand, and what nobody needs any more is used again.
    /// </summary>
    /// <param name="info">The file.</param>
    /// <param name="card">Its card.</param>
    /// <exception cref="IgnFormatException">The file is none that <see cref="OnnxModelCheck"/> accepts.</exception>
    public static int BytesPerPixel(OnnxModelInfo info, IgnModelCard card)
    {
        ArgumentNullException.ThrowIfNull(info);
        ArgumentNullException.ThrowIfNull(card);
        return card.AnySize ? (int)(Arena * sizeof(float) * OnnxShapeWalk.ElementsPerPixel(info, card.Shape)) : 0;
    }
}
