using System.Runtime.InteropServices;
using Ign.MLNet.Networks;
using static TorchSharp.torch;

namespace Ign.MLNet.Training.Tests;

/// <summary>A hand-made ONNX file of a network that no specification describes.</summary>
internal sealed class OnnxGraph
{
    private readonly ProtobufMessage _graph = new();

    internal OnnxGraph Node(string type, string[] inputs, string output, params ReadOnlySpan<ProtobufMessage> attributes)
    {
        var node = new ProtobufMessage();
        foreach (string input in inputs) node.Text(OnnxSchema.Node.Input, input);
        node.Text(OnnxSchema.Node.Output, output).Text(OnnxSchema.Node.OpType, type);
        foreach (var attribute in attributes) node.Message(OnnxSchema.Node.Attribute, attribute);
        _graph.Message(OnnxSchema.Graph.Node, node);
        return this;
    }

    /// <summary>Adds <see cref="Values"/>.</summary>
    internal string Constant(string name, int seed, params long[] shape) =>
        Add(name, 1, MemoryMarshal.AsBytes<float>(Values(seed, shape).data<float>().ToArray()), shape);

    internal string Positive(string name, int seed, params long[] shape) =>
        Add(name, 1, MemoryMarshal.AsBytes<float>((Values(seed, shape).abs() + 0.1).data<float>().ToArray()), shape);

    internal string Longs(string name, params long[] values) => Add(name, 7, MemoryMarshal.AsBytes<long>(values), [values.Length]);

    internal byte[] Build(string input, int channels, string[] outputs)
    {
        _graph.Text(OnnxSchema.Graph.Name, "features").Message(OnnxSchema.Graph.Input, Value(input, "N", channels, "H", "W"));
        foreach (string output in outputs) _graph.Message(OnnxSchema.Graph.Output, Value(output));
        return new ProtobufMessage().Number(OnnxSchema.Model.IrVersion, 7).Message(OnnxSchema.Model.Graph, _graph)
            .Message(OnnxSchema.Model.OpsetImport, new ProtobufMessage().Number(OnnxSchema.OperatorSet.Version, 12)).ToArray();
    }

    /// <summary>Small random numbers.</summary>
    internal static Tensor Values(int seed, params long[] shape)
    {
        using var generator = new Generator((ulong)seed);
        return 0.4 * randn(shape, generator: generator);
    }

    private string Add(string name, int type, ReadOnlySpan<byte> raw, long[] shape)
    {
        _graph.Message(OnnxSchema.Graph.Initializer, new ProtobufMessage().Numbers(OnnxSchema.Tensor.Dims, shape)
            .Number(OnnxSchema.Tensor.DataType, type).Text(OnnxSchema.Tensor.Name, name).Bytes(OnnxSchema.Tensor.RawData, raw.ToArray()));
        return name;
    }

    /// <summary>Without dimensions the shape is left to whoever reads the file.</summary>
    private static ProtobufMessage Value(string name, params object[] dimensions)
    {
        var tensor = new ProtobufMessage().Number(OnnxSchema.TensorType.ElementType, 1);
        var shape = new ProtobufMessage();
        foreach (object d in dimensions)
            shape.Message(OnnxSchema.Shape.Dim, d is int side
                ? new ProtobufMessage().Number(OnnxSchema.Shape.DimValue, side)
                : new ProtobufMessage().Text(OnnxSchema.Shape.DimParam, (string)d));
        if (dimensions.Length > 0) tensor.Message(OnnxSchema.TensorType.Shape, shape);
        return new ProtobufMessage().Text(OnnxSchema.ValueInfo.Name, name)
            .Message(OnnxSchema.ValueInfo.Type, new ProtobufMessage().Message(OnnxSchema.Type.Tensor, tensor));
    }
}
