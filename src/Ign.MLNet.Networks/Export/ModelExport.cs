namespace Ign.MLNet.Networks;

/// <summary>Trained weights become the ONNX file that everything else reads. Needs no native library.</summary>
public static class ModelExport
{
    /// <summary>The bytes of the model file. The same source and form give the same bytes.</summary>
    /// <param name="source">Network, weights and card.</param>
    /// <param name="form">How they are written; 32-bit floats in and out if null.</param>
    /// <param name="fold">Whether normalisations are folded into the convolutions before them.</param>
    /// <exception cref="SpecException">Folded weights, or weights in fewer bits, would not be finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The form holds a value out of its range.</exception>
    public static byte[] Write(ModelSource source, OnnxForm? form = null, bool fold = true)
    {
        ArgumentNullException.ThrowIfNull(source);
        var weights = fold ? NormalizationFolding.Apply(source.Weights) : source.Weights;
        return OnnxModelWriter.Write(weights.Spec, weights, source.Card, form);
    }
}
