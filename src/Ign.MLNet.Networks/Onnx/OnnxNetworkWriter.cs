using static Ign.MLNet.Networks.OnnxGraphBuilder;

namespace Ign.MLNet.Networks;

/// <summary>The ONNX interpretation of a <see cref="NetworkSpec"/>: every layer becomes nodes, every parameter a constant.</summary>
/// <param name="graph">Receives them.</param>
/// <param name="weights">The network and its parameters.</param>
/// <param name="form">How kernels are stored.</param>
internal sealed partial class OnnxNetworkWriter(OnnxGraphBuilder graph, WeightSet weights, OnnxForm form)
{
    /// <summary>Ends the name of a parameter as it is stored, where it is widened to the parameter itself.</summary>
    internal const string HalfSuffix = ".f16", ByteSuffix = ".i8", WholeSuffix = ".i32", ScaleSuffix = ".scale";

    // Values are named after the path of the layer that makes them, behind this.
    private string _application = "";

    // The labels of the images that the application is given: [N, Classes, 1, 1].
    private string _label = "";

    /// <summary>Writes one application of f.</summary>
    /// <param name="application">Begins the names of all values; empty for the first application.</param>
    /// <param name="input">Images that go in.</param>
    /// <param name="output">Name of what comes out.</param>
    internal void Apply(string application, string input, string output)
    {
        _application = application;
        _between = _ends.First is null;
        if (weights.Spec.Layers is [Conditioned conditioned] && weights.Spec.AllLayers.Any(l => l.Layer is Film)) _label = Label(conditioned, input);
        Sequence(weights.Spec.Layers, "", weights.Spec.Input, input, output);
    }

    private void Sequence(IReadOnlyList<Layer> layers, string prefix, TensorShape shape, string input, string target)
    {
        if (layers.Count == 0) graph.Node("Identity", [input], target);
        if (_between && !_exact) _measured.TryAdd(input, prefix + ActivationRanges.Input);
        for (int i = 0; i < layers.Count; i++)
        {
            string path = $"{prefix}{i}";
            string result = i == layers.Count - 1 ? target : _application + path;
            // Whoever computes with whole numbers cuts off below zero where it rounds: a ReLU behind another layer is a part of that.
            bool joined = i > 0 && layers[i] is Activation { Kind: ActivationKind.Relu };
            var output = layers[i].OutputShape(shape);
            if (path == _ends.Last) _between = false;
            Write(layers[i], path, shape, joined ? input : Before(layers[i], input), result);
            if (path == _ends.First) (_between, _finest) = (path != _ends.Last, output.Height);
            Name(layers[i], path, input, result);
            (shape, input) = (output, result);
        }
    }

    private void Write(Layer layer, string path, TensorShape shape, string input, string output)
    {
        switch (layer)
        {
            case Conv conv: Convolution("Conv", path, conv.Kernel, conv.Stride, conv.Padding, conv.Bias, input, output); break;
            case ConvTranspose conv: Convolution("ConvTranspose", path, conv.Kernel, conv.Stride, conv.Padding, conv.Bias, input, output); break;
            case GroupNorm norm: Normalization(norm, path, shape, input, output); break;
            case BatchNorm norm: Normalization(norm, path, input, output); break;
            case Activation activation: Function(activation, input, output); break;
            case Residual residual: Skip(residual, path, shape, input, output); break;
            case DeadZone zone: Gate(zone, path, shape, input, output); break;
            case SpaceToDepth move: graph.Node("SpaceToDepth", [input], output, Attribute("blocksize", move.Factor)); break;
            case DepthToSpace move: graph.Node("DepthToSpace", [input], output, Attribute("blocksize", move.Factor)); break;
            case Coupling coupling: Couple(coupling, "Add", path, shape, input, output); break;
            case ChannelScale: Scale(path, shape, input, output); break;
            case ChannelMask mask: graph.Node("Mul", [input, graph.Floats($"{path}.mask", [mask.Channels, 1, 1], mask.Factors())], output); break;
            case Conjugate conjugate: Conjugated(conjugate, path, shape, input, output); break;
            case Conditioned conditioned: KeepLabels(conditioned, path, shape, input, output); break;
            case Film film: Modulate(film, path, input, output); break;
            default: throw new NotSupportedException($"{layer.GetType().Name} has no ONNX form.");
        }
    }

    /// <summary>Writes the inverse of a layer that gets images of <paramref name="shape"/>.</summary>
    private void Invert(Layer layer, string path, TensorShape shape, string input, string output)
    {
        switch (layer)
        {
            case SpaceToDepth move: graph.Node("DepthToSpace", [input], output, Attribute("blocksize", move.Factor)); break;
            case DepthToSpace move: graph.Node("SpaceToDepth", [input], output, Attribute("blocksize", move.Factor)); break;
            case Coupling coupling: Couple(coupling, "Sub", path, shape, input, output); break;
            case ChannelScale: ScaleBack(path, shape, input, output); break;
            default: throw new NotSupportedException($"{layer.GetType().Name} has no inverse in ONNX.");
        }
    }

    private void Convolution(string kind, string path, int kernel, int stride, int padding, bool bias, string input, string output)
    {
        ReadOnlySpan<ProtobufMessage> attributes =
        [
            Attribute("kernel_shape", kernel, kernel), Attribute("pads", padding, padding, padding, padding), Attribute("strides", stride, stride),
        ];
        string values = Kernel($"{path}.weight"), name = $"{path}.bias";
        if (!bias) graph.Node(kind, [input, values], output, attributes);
        else if (kind != "Conv" || !_steps.TryGetValue(input, out float step)) graph.Node(kind, [input, values, Parameter(name)], output, attributes);
        else if (Offset(path, step) is { } offset) graph.Node(kind, [input, values, offset], output, attributes);
        else
        {
            graph.Node(kind, [input, values], $"{_application}{path}.sums", attributes);
            graph.Node("Add", [$"{_application}{path}.sums", Broadcast(name, weights[name].Data.Length)], output);
        }
    }

    /// <summary>
    /// ONNX's own GroupNormalization is younger than opset 12 and many runtimes lack it: each group becomes one channel of an instance normalisation, and is
    /// one where it has one channel only.
    /// </summary>
    private void Normalization(GroupNorm norm, string path, TensorShape shape, string input, string output)
    {
        int groups = norm.Groups;
        if (groups == norm.Channels)
        {
            graph.Node("InstanceNormalization", [input, Parameter($"{path}.weight"), Parameter($"{path}.bias")], output, Attribute("epsilon", norm.Epsilon));
            return;
        }
        string value = _application + path;
        string ones = graph.Floats($"ones_{groups}", [groups], [.. Enumerable.Repeat(1f, groups)]);
        string zeros = graph.Floats($"zeros_{groups}", [groups], new float[groups]);
        string weight = graph.Floats($"{path}.weight", [norm.Channels, 1, 1], weights[$"{path}.weight"].Data);
        string bias = graph.Floats($"{path}.bias", [norm.Channels, 1, 1], weights[$"{path}.bias"].Data);
        graph.Node("Reshape", [input, graph.Longs(0, groups, -1)], $"{value}.groups");
        graph.Node("InstanceNormalization", [$"{value}.groups", ones, zeros], $"{value}.normal", Attribute("epsilon", norm.Epsilon));
        graph.Node("Reshape", [$"{value}.normal", graph.Longs(0, shape.Channels, shape.Height, shape.Width)], $"{value}.image");
        graph.Node("Mul", [$"{value}.image", weight], $"{value}.scaled");
        graph.Node("Add", [$"{value}.scaled", bias], output);
    }

    private void Normalization(BatchNorm norm, string path, string input, string output)
    {
        _ = norm.Affine(weights, path); // A negative variance is an error of the weights, not NaN in a runtime.
        graph.Node("BatchNormalization", [input, .. norm.Parameters(path).Select(p => Parameter(p.Name))], output, Attribute("epsilon", norm.Epsilon));
    }

    private void Function(Activation activation, string input, string output)
    {
        switch (activation.Kind)
        {
            case ActivationKind.Relu: graph.Node("Relu", [input], output); break;
            case ActivationKind.LeakyRelu: graph.Node("LeakyRelu", [input], output, Attribute("alpha", activation.Slope)); break;
            case ActivationKind.Tanh: graph.Node("Tanh", [input], output); break;
            case ActivationKind.Clamp: Limit(input, output, "minus_one", -1); break;
            default: throw new NotSupportedException($"{activation.Kind} has no ONNX form.");
        }
    }

    /// <summary>Values between a lower limit and 1.</summary>
    private void Limit(string input, string output, string name, float lower)
    {
        if (form.Opset < OnnxForm.LimitsOpset) graph.Node("Clip", [input], output, Attribute("min", lower), Attribute("max", 1f));
        else graph.Node("Clip", [input, graph.Floats(name, [], [lower]), graph.Floats("one", [], [1])], output);
    }

    private void Skip(Residual residual, string path, TensorShape shape, string input, string output)
    {
        string body = $"{_application}{path}.body";
        Sequence(residual.Body, $"{path}.body.", shape, input, body);
        graph.Node("Add", [shape.Height >= _finest ? input : Rounded(input), Rounded(body)], output);
    }

    private string Parameter(string name) => graph.Floats(name, [.. weights[name].Shape], weights[name].Data);

    /// <summary>A kernel in the precision of the file, and the nodes that widen it: runtimes run those once.</summary>
    private string Kernel(string name)
    {
        if (form.Precision == WeightPrecision.Float32 || form.Precision == WeightPrecision.Int8Static && _ends.HasKernel(name)) return Parameter(name);
        if (!graph.TryName(name)) return name;
        var tensor = weights[name];
        if (form.Precision == WeightPrecision.Float16)
        {
            graph.Node("Cast", [graph.Halves(name + HalfSuffix, [.. tensor.Shape], tensor.Data)], name, Attribute("to", OnnxElementType.Float));
            return name;
        }
        var compressed = Int8Tensor.Of(tensor);
        string numbers = graph.SignedBytes(name + ByteSuffix, [.. tensor.Shape], compressed.Numbers);
        if (form.Precision == WeightPrecision.Int8Static)
        {
            graph.Node("DequantizeLinear", [numbers, graph.Floats(name + ScaleSuffix, [compressed.Scales.Length], compressed.Scales)], name,
                Attribute("axis", 0));
            return name;
        }
        graph.Node("Cast", [numbers], $"{name}.levels", Attribute("to", OnnxElementType.Float));
        graph.Node("Mul", [$"{name}.levels", graph.Floats(name + ScaleSuffix, compressed.ScaleShape, compressed.Scales)], name);
        return name;
    }
}
