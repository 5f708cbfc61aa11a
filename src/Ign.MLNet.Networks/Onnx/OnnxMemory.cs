namespace Ign.MLNet.Networks;

/// <summary>What a model file takes while it is applied.</summary>
public static class OnnxMemory
{
    // Measured in ONNX Runtime: what its arena holds more than what is alive.
    private const double Arena = 1.1;

    /// <summary>
    /// Bytes that a runtime takes for each pixel of a large image, its input and its output included; 0 where the file takes one size only. An estimate: the nodes run in the
    /// order in which they stand, and what nobody needs any more is used again.
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
