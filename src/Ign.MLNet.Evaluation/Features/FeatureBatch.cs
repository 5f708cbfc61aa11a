using System.Numerics.Tensors;

namespace Ign.MLNet.Evaluation;

/// <summary>What a feature network says of some images.</summary>
/// <param name="Features">Features of all images, one image after the other: <c>[N, D]</c>.</param>
/// <param name="Size">D, the number of features of an image.</param>
/// <param name="Logits">Scores of the classes, <c>[N, K]</c>, or null where the network has none.</param>
/// <param name="Classes">K, the number of classes, or null.</param>
public sealed record FeatureBatch(float[] Features, int Size, float[]? Logits, int? Classes)
{
    /// <summary>Number of images.</summary>
    public int Count => Features.Length / Size;

    /// <summary>The class with the highest score of each image; of several equal ones the first.</summary>
    /// <exception cref="InvalidOperationException">The network has no scores.</exception>
    public int[] PredictedClasses()
    {
        if (Logits is null || Classes is not { } classes)
            throw new InvalidOperationException("This feature network has no output 'logits', so it names no classes.");
        var predicted = new int[Count];
        for (int i = 0; i < predicted.Length; i++) predicted[i] = TensorPrimitives.IndexOfMax<float>(Logits.AsSpan(i * classes, classes));
        return predicted;
    }

    /// <summary>Share of the images whose highest score is that of their label.</summary>
    /// <param name="labels">A class for each image.</param>
    /// <returns>0 to 1.</returns>
    /// <exception cref="ArgumentException">There is not one label for each image, or there are no images.</exception>
    /// <exception cref="InvalidOperationException">The network has no scores.</exception>
    public double Accuracy(ReadOnlySpan<byte> labels)
    {
        var predicted = PredictedClasses();
        if (labels.Length != predicted.Length || labels.Length == 0)
            throw new ArgumentException($"Expected {predicted.Length} labels, one for each image and at least one, got {labels.Length}.", nameof(labels));
        int right = 0;
        for (int i = 0; i < predicted.Length; i++)
            if (predicted[i] == labels[i]) right++;
        return (double)right / labels.Length;
    }
}
