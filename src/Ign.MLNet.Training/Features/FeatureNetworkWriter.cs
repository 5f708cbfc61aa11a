using Ign.MLNet.Networks;
using static Ign.MLNet.Networks.OnnxGraphBuilder;

namespace Ign.MLNet.Training;

/// <summary>
/// The ONNX interpretation of a <see cref="FeatureLayout"/>: a file with the outputs <c>features</c> and <c>logits</c> for any number of images. The same input
/// gives the same bytes.
/// </summary>
internal static class FeatureNetworkWriter
{
    internal static byte[] Write(FeatureLayout layout, IReadOnlyList<NamedTensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        var graph = new OnnxGraphBuilder();
        foreach (var tensor in tensors) graph.Floats(tensor.Name, [.. tensor.Shape], tensor.Data);
        string value = OnnxModelWriter.InputName;
        foreach (var (name, _) in layout.Convolutions)
        {
            graph.Node("Conv", [value, $"{name}.weight", $"{name}.bias"], $"{name}.sum",
                Attribute("kernel_shape", [FeatureLayout.Kernel, FeatureLayout.Kernel]),
                Attribute("strides", [FeatureLayout.Stride, FeatureLayout.Stride]),
                Attribute("pads", [.. Enumerable.Repeat((long)FeatureLayout.Padding, 4)]));
            graph.Node("Relu", [$"{name}.sum"], name);
            value = name;
        }
        graph.Node("Flatten", [value], "flat", Attribute("axis", 1));
        Dense(graph, "flat", FeatureLayout.FeatureLayer, "features.sum");
        graph.Node("Relu", ["features.sum"], FeatureLayout.FeatureLayer);
        Dense(graph, FeatureLayout.FeatureLayer, FeatureLayout.ScoreLayer, FeatureLayout.ScoreLayer);

        var form = new OnnxForm();
        var content = graph.Build("features", OnnxModelWriter.InputName, layout.Input,
            [(FeatureLayout.FeatureLayer, layout.Features), (FeatureLayout.ScoreLayer, layout.Classes)]);
        return OnnxModelWriter.File(form, content, metadata).ToArray();
    }

    private static void Dense(OnnxGraphBuilder graph, string value, string layer, string output) =>
        graph.Node("Gemm", [value, $"{layer}.weight", $"{layer}.bias"], output, Attribute("transB", 1));
}
