using Ign.MLNet.Networks;

namespace Ign.MLNet.Training;

/// <summary>Trained weights become the ONNX file that everything else reads. Needs no native library.</summary>
public static class ModelExport
{
    /// <summary>The bytes of the model file. The same weights and card give the same bytes.</summary>
    /// <param name="weightsFile">A <c>weights.safetensors</c>; the card is <c>card.json</c> beside it, or what the weights alone tell.</param>
    /// <param name="complete">Changes the card, for what no training can know.</param>
    /// <remarks>
    /// Training works in [-1, 1]. Where the card states another range of values, a 1×1 convolution before the network and one after it
    /// translate, so that the model takes and gives values of that range.
    /// </remarks>
    /// <exception cref="FileNotFoundException">There are no such weights.</exception>
    /// <exception cref="IgnFormatException">Weights or card are damaged.</exception>
    /// <exception cref="SpecException">The weights are not those of their network.</exception>
    public static byte[] Write(string weightsFile, Func<IgnModelCard, IgnModelCard>? complete = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(weightsFile);
        var weights = WeightFile.Load(weightsFile);
        var card = ReadCard(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(weightsFile))!, RunFolder.CardName), weights);
        if (complete is not null) card = complete(card);
        weights = RangeAdapter.Apply(weights, card.Minimum, card.Maximum);
        return OnnxModelWriter.Write(weights.Spec, weights, card);
    }

    private static IgnModelCard ReadCard(string path, WeightSet weights)
    {
        if (!File.Exists(path)) return new IgnModelCard { Name = weights.Spec.Name, Shape = weights.Spec.Input };
        return IgnModelCard.FromJson(File.ReadAllText(path)) with { Shape = weights.Spec.Input };
    }
}
