using static Ign.MLNet.Networks.OnnxGraphBuilder;

namespace Ign.MLNet.Networks;

/// <summary>
/// Writes a network with its weights and its card as one ONNX file: opset 12 and IR version 7, which every ONNX runtime in use reads, Windows ML
/// included. The same input gives the same bytes.
/// </summary>
public static class OnnxModelWriter
{
    /// <summary>Name of the graph's only input, float32 <c>[N, C, H, W]</c>.</summary>
    public const string InputName = "input";

    /// <summary>Name of the graph's only output, float32 <c>[N, C, H, W]</c>.</summary>
    public const string OutputName = "output";

    internal const string Producer = "Ign.MLNet";

    private const int IrVersion = 7;
    private const int Opset = 12;

    /// <summary>The bytes of a model file.</summary>
    /// <param name="spec">The network.</param>
    /// <param name="weights">Its weights; they are stored under their own names, so that <see cref="OnnxWeights"/> finds them again.</param>
    /// <param name="card">Facts about the model. Its network and weights hash are filled in here.</param>
    /// <exception cref="SpecException">The weights are not those of <paramref name="spec"/>, or not finite.</exception>
    /// <exception cref="ArgumentException">The card has another shape than the network, or the model would be larger than <see cref="OnnxModelCheck.MaxBytes"/>.</exception>
    /// <exception cref="IgnFormatException">The card holds a value that no reader would accept.</exception>
    public static byte[] Write(NetworkSpec spec, WeightSet weights, IgnModelCard card)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(card);
        weights = new WeightSet(spec.Validated(), weights.InOrder);
        if (card.Shape != spec.Input) throw new ArgumentException($"The card says shape {card.Shape}, but the network takes {spec.Input}.", nameof(card));
        if (spec.ParameterCount * sizeof(float) > OnnxModelCheck.MaxBytes)
            throw new ArgumentException($"The network has {spec.ParameterCount:N0} parameters; a model file may have at most {OnnxModelCheck.MaxBytes:N0} bytes.", nameof(spec));

        var model = new ProtobufMessage()
            .Number(OnnxSchema.Model.IrVersion, IrVersion)
            .Text(OnnxSchema.Model.ProducerName, Producer)
            .Message(OnnxSchema.Model.Graph, Graph(spec, weights))
            .Message(OnnxSchema.Model.OpsetImport, new ProtobufMessage().Text(OnnxSchema.OperatorSet.Domain, "").Number(OnnxSchema.OperatorSet.Version, Opset));
        var metadata = (card with { Spec = spec, WeightsHash = WeightHash.Of(weights) }).ToMetadata();
        foreach (var (key, value) in metadata.OrderBy(p => p.Key, StringComparer.Ordinal))
            model.Message(OnnxSchema.Model.MetadataProps, new ProtobufMessage().Text(OnnxSchema.Entry.Key, key).Text(OnnxSchema.Entry.Value, value));

        byte[] bytes = model.ToArray();
        // What is written must be what the reader accepts: a bad card is found here and not by the user of the model.
        OnnxModelCheck.Check(OnnxModelReader.Read(bytes));
        return bytes;
    }

    private static ProtobufMessage Graph(NetworkSpec spec, WeightSet weights)
    {
        var graph = new OnnxGraphBuilder();
        Sequence(graph, weights, spec.Layers, "", spec.Input, InputName, OutputName);
        return graph.Build(spec.Name, InputName, OutputName, spec.Input);
    }

    /// <summary>Writes layers one after the other; each value is named after the path of the layer that makes it.</summary>
    private static void Sequence(OnnxGraphBuilder graph, WeightSet weights, IReadOnlyList<Layer> layers, string prefix, TensorShape shape, string input, string output)
    {
        if (layers.Count == 0) graph.Node("Identity", [input], output);
        for (int i = 0; i < layers.Count; i++)
        {
            string path = $"{prefix}{i}";
            string result = i == layers.Count - 1 ? output : path;
            Write(graph, weights, layers[i], path, shape, input, result);
            shape = layers[i].OutputShape(shape);
            input = result;
        }
    }

    private static void Write(OnnxGraphBuilder graph, WeightSet weights, Layer layer, string path, TensorShape shape, string input, string output)
    {
        switch (layer)
        {
            case Conv conv: Convolution(graph, weights, "Conv", path, conv.Kernel, conv.Stride, conv.Padding, conv.Bias, input, output); break;
            case ConvTranspose conv: Convolution(graph, weights, "ConvTranspose", path, conv.Kernel, conv.Stride, conv.Padding, conv.Bias, input, output); break;
            case GroupNorm norm: Normalization(graph, weights, norm, path, shape, input, output); break;
            case Activation activation: Function(graph, activation, input, output); break;
            case Residual residual: Skip(graph, weights, residual, path, shape, input, output); break;
            default: throw new NotSupportedException($"{layer.GetType().Name} has no ONNX form.");
        }
    }

    private static void Convolution(
        OnnxGraphBuilder graph, WeightSet weights, string kind, string path, int kernel, int stride, int padding, bool bias, string input, string output)
    {
        string[] inputs = bias
            ? [input, Parameter(graph, weights, $"{path}.weight"), Parameter(graph, weights, $"{path}.bias")]
            : [input, Parameter(graph, weights, $"{path}.weight")];
        graph.Node(kind, inputs, output,
            Attribute("kernel_shape", kernel, kernel), Attribute("pads", padding, padding, padding, padding), Attribute("strides", stride, stride));
    }

    /// <summary>
    /// ONNX's own GroupNormalization is younger than opset 12 and many runtimes lack it: each group becomes one channel of an instance normalisation.
    /// </summary>
    private static void Normalization(OnnxGraphBuilder graph, WeightSet weights, GroupNorm norm, string path, TensorShape shape, string input, string output)
    {
        int groups = norm.Groups;
        string ones = graph.Floats($"ones_{groups}", [groups], [.. Enumerable.Repeat(1f, groups)]);
        string zeros = graph.Floats($"zeros_{groups}", [groups], new float[groups]);
        string weight = graph.Floats($"{path}.weight", [norm.Channels, 1, 1], weights[$"{path}.weight"].Data);
        string bias = graph.Floats($"{path}.bias", [norm.Channels, 1, 1], weights[$"{path}.bias"].Data);
        graph.Node("Reshape", [input, graph.Longs(0, groups, -1)], $"{path}.groups");
        graph.Node("InstanceNormalization", [$"{path}.groups", ones, zeros], $"{path}.normal", Attribute("epsilon", norm.Epsilon));
        graph.Node("Reshape", [$"{path}.normal", graph.Longs(0, shape.Channels, shape.Height, shape.Width)], $"{path}.image");
        graph.Node("Mul", [$"{path}.image", weight], $"{path}.scaled");
        graph.Node("Add", [$"{path}.scaled", bias], output);
    }

    private static void Function(OnnxGraphBuilder graph, Activation activation, string input, string output)
    {
        switch (activation.Kind)
        {
            case ActivationKind.Relu: graph.Node("Relu", [input], output); break;
            case ActivationKind.LeakyRelu: graph.Node("LeakyRelu", [input], output, Attribute("alpha", activation.Slope)); break;
            case ActivationKind.Tanh: graph.Node("Tanh", [input], output); break;
            case ActivationKind.Clamp: graph.Node("Clip", [input, graph.Floats("minus_one", [], [-1]), graph.Floats("one", [], [1])], output); break;
            default: throw new NotSupportedException($"{activation.Kind} has no ONNX form.");
        }
    }

    private static void Skip(OnnxGraphBuilder graph, WeightSet weights, Residual residual, string path, TensorShape shape, string input, string output)
    {
        Sequence(graph, weights, residual.Body, $"{path}.body.", shape, input, $"{path}.body");
        graph.Node("Add", [input, $"{path}.body"], output);
    }

    private static string Parameter(OnnxGraphBuilder graph, WeightSet weights, string name) => graph.Floats(name, [.. weights[name].Shape], weights[name].Data);
}
