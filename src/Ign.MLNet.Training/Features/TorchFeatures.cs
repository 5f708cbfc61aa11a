using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Ign.MLNet.Networks;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Ign.MLNet.Training;

/// <summary>
/// A TorchSharp interpretation of small convolutional networks in ONNX, to differentiate through them: Conv, Relu, LeakyRelu, MaxPool, AveragePool,
/// GlobalAveragePool, Concat, Add, Mul, BatchNormalization, Flatten, Gemm and Reshape. Their constants are frozen.
/// </summary>
internal sealed class TorchFeatures : IDisposable
{
    private const int MaxNodes = 10_000, MaxStride = 64, MaxPadding = 4096, MaxKernel = 4096;

    private readonly Dictionary<string, Tensor> _constants = [];
    private readonly Dictionary<string, long[]> _shapes = [];
    private readonly List<OnnxNode> _nodes;
    private readonly string _input;

    /// <param name="onnx">The file.</param>
    /// <param name="device">Where it computes; CPU when null.</param>
    /// <param name="type">What it computes in.</param>
    /// <exception cref="IgnFormatException">The bytes are no ONNX file, or not one of a plain image network.</exception>
    internal TorchFeatures(byte[] onnx, Device? device = null, ScalarType type = ScalarType.Float32)
    {
        TorchRuntime.Initialize();
        var info = OnnxModelReader.Read(onnx);
        if (info.Concerns.Count > 0) throw new IgnFormatException($"The feature network has {string.Join(", ", info.Concerns)}, which are not interpreted.");
        if (info.Inputs is not [{ ElementType: "float", Shape: [_, { } channels, _, _] } input])
            throw new IgnFormatException("The feature network must take one batch of float images [N, C, H, W] with a fixed number of channels.");
        (_input, Channels) = (input.Name, channels);
        _nodes = OnnxNode.ReadAll(info.Graph, MaxNodes);
        foreach (var constant in info.Initializers)
        {
            if (constant.ElementType == "int64") _shapes[constant.Name] = Longs(constant);
            else _constants[constant.Name] = tensor(Floats(constant), [.. constant.Shape], dtype: type, device: device).DetachFromDisposeScope();
        }
    }

    /// <summary>Channels of an image.</summary>
    internal long Channels { get; }

    /// <summary>Results of every Relu, in the order of the file.</summary>
    internal IReadOnlyList<string> Rectified => [.. _nodes.Where(n => n.Kind == "Relu").Select(n => n.Output)];

    /// <summary>Values of the graph for these images, with gradients for them. Nodes behind the last one that is asked for do not run.</summary>
    /// <param name="images">Images <c>[N, C, H, W]</c>.</param>
    /// <param name="names">Names of the values.</param>
    /// <exception cref="InvalidDataException">The images do not fit, or a value is not there.</exception>
    /// <exception cref="IgnFormatException">A node on the way is none of those that are interpreted, or does not fit its inputs.</exception>
    internal IReadOnlyList<Tensor> Run(Tensor images, IReadOnlyList<string> names)
    {
        if (images.shape[1] != Channels) throw new InvalidDataException($"The feature network takes images with {Channels} channels, these have {images.shape[1]}.");
        var values = new Dictionary<string, Tensor>(_constants) { [_input] = images };
        var missing = names.ToHashSet();
        missing.Remove(_input);
        foreach (var node in _nodes)
        {
            if (missing.Count == 0) break;
            try
            {
                values[node.Output] = Apply(node, values);
            }
            catch (ExternalException e)
            {
                throw node.Bad("libtorch says " + e.Message.Split('\n')[0]); // sizes that do not fit each other or the image
            }
            missing.Remove(node.Output);
        }
        return missing.Count == 0 ? [.. names.Select(n => values[n])] : throw new InvalidDataException($"The feature network has no value '{missing.First()}'.");
    }

    public void Dispose()
    {
        foreach (var constant in _constants.Values) constant.Dispose();
    }

    private Tensor Apply(OnnxNode node, Dictionary<string, Tensor> values)
    {
        return node.Kind switch
        {
            "Conv" => Conv(node, In(0), In(1), Optional(2)),
            "Relu" => F.relu(In(0)),
            "LeakyRelu" => F.leaky_relu(In(0), node.Float("alpha", 0.01f)),
            "MaxPool" => MaxPool(node, In(0)),
            "AveragePool" => AveragePool(node, In(0)),
            "GlobalAveragePool" => In(0).mean([2, 3], keepdim: true),
            "Concat" => cat([.. node.Inputs.Select((_, i) => In(i))], node.Int("axis", 1, 1, 3)),
            "Add" => In(0) + In(1),
            "Mul" => In(0) * In(1),
            "BatchNormalization" => F.batch_norm(In(0), In(3), In(4), In(1), In(2), training: false, eps: node.Float("epsilon", 1e-5f)),
            "Flatten" => In(0).flatten(node.Int("axis", 1, 1, 1)),
            "Gemm" => Gemm(node, In(0), In(1), Optional(2)),
            "Reshape" => Reshape(node, In(0)),
            _ => throw node.Bad("this operator is not interpreted in a feature network"),
        };

        Tensor In(int i) => Optional(i) ?? throw node.Bad($"input {i} is missing");

        Tensor? Optional(int i)
        {
            if (i >= node.Inputs.Count || node.Inputs[i].Length == 0) return null;
            return values.TryGetValue(node.Inputs[i], out var value) ? value : throw node.Bad($"nothing makes its input '{node.Inputs[i]}'");
        }
    }

    private static Tensor Conv(OnnxNode node, Tensor v, Tensor weight, Tensor? bias)
    {
        node.RequireText("auto_pad", "NOTSET");
        var pads = Pads(node);
        bool even = Even(pads);
        return Convolution.Apply(even ? v : Padded(v, pads, 0), weight, bias, Strides(node), even ? [pads[0], pads[1]] : [0, 0], [.. node.Ints("dilations", 2, 1, 1, MaxStride)], node.Int("group", 1, 1, int.MaxValue));
    }

    private static Tensor MaxPool(OnnxNode node, Tensor v)
    {
        node.RequireText("auto_pad", "NOTSET");
        var pads = Pads(node);
        bool even = Even(pads);
        return F.max_pool2d(even ? v : Padded(v, pads, double.NegativeInfinity), Kernel(node), Strides(node), even ? [pads[0], pads[1]] : [0, 0], [.. node.Ints("dilations", 2, 1, 1, MaxStride)], CeilMode(node));
    }

    private static Tensor AveragePool(OnnxNode node, Tensor v)
    {
        node.RequireText("auto_pad", "NOTSET");
        var pads = Pads(node);
        if (!Even(pads)) throw node.Bad("its padding differs between two opposite sides");
        return F.avg_pool2d(v, Kernel(node), Strides(node), [pads[0], pads[1]], CeilMode(node), count_include_pad: node.Int("count_include_pad", 0, 0, 1) == 1);
    }

    private static Tensor Gemm(OnnxNode node, Tensor v, Tensor weight, Tensor? bias)
    {
        if (node.Int("transA", 0, 0, 1) != 0 || node.Float("alpha", 1) != 1 || node.Float("beta", 1) != 1) throw node.Bad("expected transA 0, alpha 1 and beta 1");
        var product = v.matmul(node.Int("transB", 0, 0, 1) == 1 ? weight.t() : weight);
        return bias is null ? product : product + bias;
    }

    /// <summary>To a constant shape, of which the first number is the batch, whatever stands there.</summary>
    private Tensor Reshape(OnnxNode node, Tensor v)
    {
        if (node.Inputs.Count != 2 || !_shapes.TryGetValue(node.Inputs[1], out var shape) || shape.Length == 0) throw node.Bad("its shape is not a constant");
        if (node.Int("allowzero", 0, 0, 1) != 0) throw node.Bad("expected allowzero 0");
        return v.reshape([v.shape[0], .. shape.Skip(1).Select((side, i) => side != 0 ? side : i + 1 < v.dim() ? v.shape[i + 1] : throw node.Bad("its shape does not fit"))]);
    }

    /// <summary>Top, left, bottom, right.</summary>
    private static IReadOnlyList<long> Pads(OnnxNode node) => node.Ints("pads", 4, 0, 0, MaxPadding);

    private static bool Even(IReadOnlyList<long> pads) => pads[0] == pads[2] && pads[1] == pads[3];

    private static Tensor Padded(Tensor v, IReadOnlyList<long> pads, double value) => F.pad(v, [pads[1], pads[3], pads[0], pads[2]], value: value);

    private static long[] Strides(OnnxNode node) => [.. node.Ints("strides", 2, 1, 1, MaxStride)];

    private static long[] Kernel(OnnxNode node) => node.Has("kernel_shape") ? [.. node.Ints("kernel_shape", 2, 1, 1, MaxKernel)] : throw node.Bad("kernel_shape is missing");

    private static bool CeilMode(OnnxNode node) => node.Int("ceil_mode", 0, 0, 1) == 1;

    private static float[] Floats(OnnxInitializer constant)
    {
        if (constant.ElementType != "float" || constant.Raw.Length != constant.Count * sizeof(float))
            throw new IgnFormatException($"Constant '{constant.Name}' of the feature network: expected {constant.Count} floats as raw data, got {constant.Raw.Length} bytes of {constant.ElementType}.");
        var values = new float[constant.Count];
        for (int i = 0; i < values.Length; i++) values[i] = BinaryPrimitives.ReadSingleLittleEndian(constant.Raw.Span[(i * sizeof(float))..]);
        return values;
    }

    private static long[] Longs(OnnxInitializer constant)
    {
        if (constant.Raw.Length != constant.Count * sizeof(long)) throw new IgnFormatException($"Constant '{constant.Name}' of the feature network is not stored as raw data.");
        var values = new long[constant.Count];
        for (int i = 0; i < values.Length; i++) values[i] = BinaryPrimitives.ReadInt64LittleEndian(constant.Raw.Span[(i * sizeof(long))..]);
        return values;
    }
}
