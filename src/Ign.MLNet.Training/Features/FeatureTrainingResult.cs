namespace Ign.MLNet.Training;

/// <summary>A trained feature network.</summary>
/// <param name="Onnx">The file, for <see cref="Evaluation.FeatureNetwork"/>.</param>
/// <param name="TestAccuracy">Share of the test images whose class it finds, 0 to 1; null without test images.</param>
public sealed record FeatureTrainingResult(byte[] Onnx, double? TestAccuracy);
