using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation.Tests;

/// <summary>Files of small feature networks: the features are the means of the channels times 1, 2, 3, …, the scores their negatives.</summary>
internal static class TestFeatures
{
    internal static byte[] File(TensorShape shape, int size = 3, bool logits = true, string features = "features", string? name = "tester")
    {
        var graph = new OnnxGraphBuilder();
        graph.Node("GlobalAveragePool", ["input"], "means");
        graph.Node("Flatten", ["means"], "flat", OnnxGraphBuilder.Attribute("axis", 1));
        float[] weights = [.. Enumerable.Range(0, size * shape.Channels).Select(i => 1f + (i / shape.Channels))];
        graph.Node("Gemm", ["flat", graph.Floats("weights", [size, shape.Channels], weights)], features, OnnxGraphBuilder.Attribute("transB", 1));
        graph.Node("Neg", [features], "logits");
        (string, int)[] outputs = logits ? [(features, size), ("logits", size)] : [(features, size)];
        return OnnxModelWriter.File(new OnnxForm(), graph.Build("test", "input", shape, outputs),
            name is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["name"] = name }).ToArray();
    }

    internal static FeatureNetwork Load(TensorShape shape, int size = 3, bool logits = true)
    {
        using var folder = new TemporaryFolder();
        return FeatureNetwork.Load(folder.Write("features.onnx", File(shape, size, logits)));
    }
}
