using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Ign.MLNet.Networks;

/// <summary>Collects the nodes and constants of an ONNX graph in the order in which they are added.</summary>
internal sealed class OnnxGraphBuilder
{
    private readonly ProtobufMessage _graph = new();
    private readonly HashSet<string> _constants = [];

    /// <summary>Adds a node with one output, named after it.</summary>
    internal void Node(string operatorType, string[] inputs, string output, params ReadOnlySpan<ProtobufMessage> attributes) =>
        Named(output, operatorType, inputs, output, attributes);

    /// <summary>Adds a node with one output under a name of its own.</summary>
    internal void Named(string name, string operatorType, string[] inputs, string output, params ReadOnlySpan<ProtobufMessage> attributes)
    {
        var node = new ProtobufMessage();
        foreach (string input in inputs) node.Text(OnnxSchema.Node.Input, input);
        node.Text(OnnxSchema.Node.Output, output).Text(OnnxSchema.Node.Name, name).Text(OnnxSchema.Node.OpType, operatorType);
        foreach (var attribute in attributes) node.Message(OnnxSchema.Node.Attribute, attribute);
        Add(node);
    }

    /// <summary>Adds a node that is written already.</summary>
    internal void Add(ProtobufMessage node) => _graph.Message(OnnxSchema.Graph.Node, node);

    /// <summary>An attribute that holds whole numbers.</summary>
    internal static ProtobufMessage Attribute(string name, params long[] values) => new ProtobufMessage()
        .Text(OnnxSchema.Attribute.Name, name)
        .Numbers(OnnxSchema.Attribute.Ints, values)
        .Number(OnnxSchema.Attribute.Type, OnnxSchema.Attribute.TypeInts);

    /// <summary>An attribute that holds one whole number.</summary>
    internal static ProtobufMessage Attribute(string name, int value) => new ProtobufMessage()
        .Text(OnnxSchema.Attribute.Name, name)
        .Number(OnnxSchema.Attribute.Int, value)
        .Number(OnnxSchema.Attribute.Type, OnnxSchema.Attribute.TypeInt);

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

    /// <summary>A constant of 16-bit floats.</summary>
    /// <returns><paramref name="name"/>.</returns>
    internal string Halves(string name, ReadOnlySpan<int> shape, float[] values)
    {
        byte[] bytes = new byte[values.Length * sizeof(ushort)];
        for (int i = 0; i < values.Length; i++) BinaryPrimitives.WriteHalfLittleEndian(bytes.AsSpan(i * sizeof(ushort)), (Half)values[i]);
        Tensor(name, OnnxElementType.Float16, shape, bytes);
        return name;
    }

    /// <summary>A constant of signed bytes.</summary>
    /// <returns><paramref name="name"/>.</returns>
    internal string SignedBytes(string name, ReadOnlySpan<int> shape, sbyte[] values)
    {
        Tensor(name, OnnxElementType.Int8, shape, MemoryMarshal.AsBytes<sbyte>(values));
        return name;
    }

    /// <summary>A constant of whole numbers of 32 bits, in one dimension.</summary>
    /// <returns><paramref name="name"/>.</returns>
    internal string WholeNumbers(string name, int[] values)
    {
        byte[] bytes = new byte[values.Length * sizeof(int)];
        for (int i = 0; i < values.Length; i++) BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(i * sizeof(int)), values[i]);
        Tensor(name, OnnxElementType.Int32, [values.Length], bytes);
        return name;
    }

    /// <summary>A constant level of 8 bits, without a dimension.</summary>
    /// <returns><paramref name="name"/>.</returns>
    internal string Level(string name, byte value)
    {
        if (_constants.Add(name)) Tensor(name, OnnxElementType.UInt8, [], [value]);
        return name;
    }

    /// <summary>Whether nothing has that name yet; from now on something has.</summary>
    internal bool TryName(string name) => _constants.Add(name);

    /// <summary>A constant list of whole numbers, named after its content.</summary>
    /// <returns>The name.</returns>
    internal string Longs(params ReadOnlySpan<long> values) => Longs("longs_" + string.Join('_', values.ToArray()), values);

    /// <summary>A constant list of whole numbers; added once, however often it is asked for.</summary>
    /// <returns><paramref name="name"/>.</returns>
    internal string Longs(string name, ReadOnlySpan<long> values)
    {
        if (!_constants.Add(name)) return name;
        byte[] bytes = new byte[values.Length * sizeof(long)];
        for (int i = 0; i < values.Length; i++) BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(i * sizeof(long)), values[i]);
        Tensor(name, OnnxElementType.Int64, [values.Length], bytes);
        return name;
    }

    /// <summary>The finished graph, with one input and one output for the images of <paramref name="spec"/>.</summary>
    internal ProtobufMessage Build(NetworkSpec spec, string input, string output, OnnxForm form) => _graph
        .Text(OnnxSchema.Graph.Name, spec.Name)
        .Message(OnnxSchema.Graph.Input, Value(input, spec.Input, spec.AnySize, form))
        .Message(OnnxSchema.Graph.Output, Value(output, spec.Input, spec.AnySize, form));

    /// <summary>
    /// The finished graph, with one input for images of <paramref name="shape"/> and outputs with a row of that width for each; the batch is free.
    /// </summary>
    internal ProtobufMessage Build(string name, string input, TensorShape shape, IReadOnlyList<(string Name, int Width)> outputs)
    {
        _graph.Text(OnnxSchema.Graph.Name, name).Message(OnnxSchema.Graph.Input, Value(input, shape, false, new OnnxForm()));
        foreach (var output in outputs) _graph.Message(OnnxSchema.Graph.Output, Value(output.Name, OnnxElementType.Float, [Images(null), Side(output.Width)]));
        return _graph;
    }

    /// <summary>Declares an input or output of floats.</summary>
    /// <param name="role">Which of the two: a number of <see cref="OnnxSchema.Graph"/>.</param>
    /// <param name="name">Its name.</param>
    /// <param name="dimensions">Its shape; null for the number of images, which is free.</param>
    internal void Declare(int role, string name, IEnumerable<int?> dimensions) =>
        _graph.Message(role, Value(name, OnnxElementType.Float, [.. dimensions.Select(d => d is { } side ? Side(side) : Free("N"))]));

    /// <summary>The fields of the graph so far.</summary>
    internal ReadOnlyMemory<byte> Written() => _graph.Written();

    private void Tensor(string name, int elementType, ReadOnlySpan<int> shape, ReadOnlySpan<byte> bytes)
    {
        var tensor = new ProtobufMessage();
        foreach (int dimension in shape) tensor.Number(OnnxSchema.Tensor.Dims, dimension);
        tensor.Number(OnnxSchema.Tensor.DataType, elementType).Text(OnnxSchema.Tensor.Name, name).Bytes(OnnxSchema.Tensor.RawData, bytes.ToArray());
        _graph.Message(OnnxSchema.Graph.Initializer, tensor);
    }

    private static ProtobufMessage Value(string name, TensorShape shape, bool anySize, OnnxForm form)
    {
        var (channels, height, width) = (Side(shape.Channels), anySize ? Free("H") : Side(shape.Height), anySize ? Free("W") : Side(shape.Width));
        return Value(
            name,
            form.Elements == ImageElements.Float ? OnnxElementType.Float : OnnxElementType.UInt8,
            form.Elements == ImageElements.UInt8Interleaved ? [Images(form.Batch), height, width, channels] : [Images(form.Batch), channels, height, width]);
    }

    private static ProtobufMessage Images(int? fixedBatch) => fixedBatch is { } images ? Side(images) : Free("N");

    private static ProtobufMessage Side(int side) => new ProtobufMessage().Number(OnnxSchema.Shape.DimValue, side);

    private static ProtobufMessage Free(string name) => new ProtobufMessage().Text(OnnxSchema.Shape.DimParam, name);

    private static ProtobufMessage Value(string name, int element, ProtobufMessage[] sides)
    {
        var dimensions = new ProtobufMessage();
        foreach (var side in sides) dimensions.Message(OnnxSchema.Shape.Dim, side);
        var tensor = new ProtobufMessage().Number(OnnxSchema.TensorType.ElementType, element).Message(OnnxSchema.TensorType.Shape, dimensions);
        var type = new ProtobufMessage().Message(OnnxSchema.Type.Tensor, tensor);
        return new ProtobufMessage().Text(OnnxSchema.ValueInfo.Name, name).Message(OnnxSchema.ValueInfo.Type, type);
    }
}
