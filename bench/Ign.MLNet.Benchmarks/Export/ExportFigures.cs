namespace Ign.MLNet.Benchmarks;

/// <summary>What a runtime made of a model file.</summary>
/// <param name="MaxDifference">Largest difference from the test vectors, in a value range of [-1, 1].</param>
/// <param name="Latency1">Milliseconds of a call with one image, median.</param>
/// <param name="Latency16">Milliseconds of a call with 16 images, median; null where calls have one image only.</param>
internal sealed record ExportFigures(double MaxDifference, double Latency1, double? Latency16);
