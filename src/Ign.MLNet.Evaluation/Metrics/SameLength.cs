namespace Ign.MLNet.Evaluation;

/// <summary>The check that all metrics share.</summary>
internal static class SameLength
{
    internal static void Check(ReadOnlySpan<float> image, ReadOnlySpan<float> reference)
    {
        if (image.Length == 0 || image.Length != reference.Length)
            throw new ArgumentException($"Expected two images of the same, non-zero length, got {image.Length} and {reference.Length} values.",
                nameof(reference));
    }
}
