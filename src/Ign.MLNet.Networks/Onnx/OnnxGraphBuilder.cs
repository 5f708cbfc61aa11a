using System.Buffers.Binary;

namespace Ign.MLNet.Networks;

/// <summary>Collects the nodes and constants of an ONNX graph in the order in which they are added.</summary>
internal sealed class OnnxGraphBuilder
{
    private readonly ProtobufMessage _graph = new();
    private readonly HashSet<string> _constants = [];

    /// <summary>Adds a node with one output, named after it.</summary>
    internal void Node(string operatorType, string[] inputs, string output, params ReadOnlySpan<ProtobufMessage> attributes)
    {
        var node = new ProtobufMessage();
        foreach (string input in inputs) node.Text(OnnxSchema.Node.Input, input);
        node.Text(OnnxSchema.Node.Output, output).Text(OnnxSchema.Node.Name, output).Text(OnnxSchema.Node.OpType, operatorType);
        foreach (var attribute in attributes) node.Message(OnnxSchema.Node.Attribute, attribute);
        _graph.Message(OnnxSchema.Graph.Node, node);
    }

    /// <summary>An attribute that holds whole numbers.</summary>
    internal static ProtobufMessage Attribute(string name, params long[] values) => new ProtobufMessage()
        .Text(OnnxSchema.Attribute.Name, name)
        .Numbers(OnnxSchema.Attribute.Ints, values)
        .Number(OnnxSchema.Attribute.Type, OnnxSchema.Attribute.TypeInts);

    /// <summary>An attribute that holds one float.</summary>
    internal static ProtobufMessage Attribute(string name, float value) => new ProtobufMessage()
        .Text(OnnxSchema.Attribute.Name, name)
        .Float(OnnxSchema.Attribute.Float, value)
        .Number(OnnxSchema.Attribute.Type, OnnxSchema.Attribute.TypeFloat);

    /// <summary>A constant of floats; added once, however often it is asked for.</summary>
    /// <returns><paramref name="name"/>.</returns>
    internal string Floats(string name, ReadOnlySpan<int> shape, float[] values)
    {
        if (_constants.Add(name)) Tensor(name, OnnxElementType.Float, shape, LittleEndian.Bytes(values));
        return name;
    }

    /// <summary>A constant list of whole numbers, named after its content.</summary>
    /// <returns>The name.</returns>
    internal string Longs(params ReadOnlySpan<long> values)
    {
        string name = "longs_" + string.Join('_', values.ToArray());
        if (!_constants.Add(name)) return name;
        byte[] bytes = new byte[values.Length * sizeof(long)];
        for (int i = 0; i < values.Length; i++) BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(i * sizeof(long)), values[i]);
        Tensor(name, OnnxElementType.Int64, [values.Length], bytes);
        return name;
    }

    /// <summary>The finished graph, with one input and one output of <paramref name="shape"/> and a batch dimension of any size.</summary>
    internal ProtobufMessage Build(string name, string input, string output, TensorShape shape) => _graph
        .Text(OnnxSchema.Graph.Name, name)
        .Message(OnnxSchema.Graph.Input, Value(input, shape))
        .Message(OnnxSchema.Graph.Output, Value(output, shape));

    private void Tensor(string name, int elementType, ReadOnlySpan<int> shape, ReadOnlySpan<byte> bytes)
    {
        var tensor = new ProtobufMessage();
        foreach (int dimension in shape) tensor.Number(OnnxSchema.Tensor.Dims, dimension);
        tensor.Number(OnnxSchema.Tensor.DataType, elementType).Text(OnnxSchema.Tensor.Name, name).Bytes(OnnxSchema.Tensor.RawData, bytes.ToArray());
        _graph.Message(OnnxSchema.Graph.Initializer, tensor);
    }

    private static ProtobufMessage Value(string name, TensorShape shape)
    {
        var dimensions = new ProtobufMessage().Message(OnnxSchema.Shape.Dim, new ProtobufMessage().Text(OnnxSchema.Shape.DimParam, "N"));
        foreach (int side in (ReadOnlySpan<int>)[shape.Channels, shape.Height, shape.Width])
            dimensions.Message(OnnxSchema.Shape.Dim, new ProtobufMessage().Number(OnnxSchema.Shape.DimValue, side));
        var tensor = new ProtobufMessage().Number(OnnxSchema.TensorType.ElementType, OnnxElementType.Float).Message(OnnxSchema.TensorType.Shape, dimensions);
        var type = new ProtobufMessage().Message(OnnxSchema.Type.Tensor, tensor);
        return new ProtobufMessage().Text(OnnxSchema.ValueInfo.Name, name).Message(OnnxSchema.ValueInfo.Type, type);
    }
}
