namespace Ign.MLNet.Networks;

/// <summary>Reads the main graph of an ONNX file.</summary>
internal sealed class OnnxGraphReader(OnnxNodeWalk walk, int maxInitializers, int maxValues)
{
    private const int MaxRank = 64;

    private readonly List<OnnxTensorInfo> _inputs = [];
    private readonly List<OnnxTensorInfo> _outputs = [];
    private readonly List<OnnxInitializer> _initializers = [];
    private readonly HashSet<string> _constants = [];

    /// <summary>Inputs that a caller must give: old files list constants among the inputs too.</summary>
    internal IReadOnlyList<OnnxTensorInfo> Inputs => [.. _inputs.Where(i => !_constants.Contains(i.Name))];

    internal IReadOnlyList<OnnxTensorInfo> Outputs => _outputs;

    internal IReadOnlyList<OnnxInitializer> Initializers => _initializers;

    internal long ParameterCount { get; private set; }

    internal void Read(ProtobufReader graph)
    {
        while (graph.Next())
        {
            switch (graph.Field)
            {
                case OnnxSchema.Graph.Node: walk.Node(graph.Message()); break;
                case OnnxSchema.Graph.Initializer: ReadInitializer(graph.Block()); break;
                case OnnxSchema.Graph.SparseInitializer: walk.Sparse(graph.Message()); break;
                case OnnxSchema.Graph.Input: ReadValue(graph.Message(), _inputs); break;
                case OnnxSchema.Graph.Output: ReadValue(graph.Message(), _outputs); break;
                default: break;
            }
        }
    }

    private void ReadInitializer(ReadOnlyMemory<byte> bytes)
    {
        if (_initializers.Count == maxInitializers) throw Bad($"more than {maxInitializers} constants");
        string name = "";
        long type = 0;
        bool external = false;
        var shape = new List<long>();
        ReadOnlyMemory<byte> raw = default;
        var tensor = new ProtobufReader(bytes);
        while (tensor.Next())
        {
            switch (tensor.Field)
            {
                case OnnxSchema.Tensor.Dims: tensor.Numbers(shape, MaxRank); break;
                case OnnxSchema.Tensor.DataType: type = tensor.Number(); break;
                case OnnxSchema.Tensor.Name: name = tensor.Text(); break;
                case OnnxSchema.Tensor.RawData: raw = tensor.Block(); break;
                case OnnxSchema.Tensor.ExternalData: external = true; break;
                case OnnxSchema.Tensor.DataLocation: external |= tensor.Number() != 0; break;
                default: break;
            }
        }
        if (external) walk.External();
        if (!_constants.Add(name)) throw Bad($"constant '{Printable.Of(name)}' stands there twice");
        long count = CountElements(name, type, shape, raw.Length, bytes.Length, external);
        if (OnnxElementType.IsReal(type)) ParameterCount = checked(ParameterCount + count);
        _initializers.Add(new OnnxInitializer(name, OnnxElementType.Name(type), shape, count, raw));
    }

    private static long CountElements(string name, long type, List<long> shape, int rawBytes, int messageBytes, bool external)
    {
        string shown = Printable.Of(name);
        if (shape.Any(d => d < 0)) throw Bad($"constant '{shown}' has a negative dimension");
        Int128 product = shape.Contains(0) ? 0 : 1;
        foreach (long dimension in shape)
        {
            product *= dimension;
            // No tensor can have more elements, and the next factor cannot overflow 128 bits.
            if (product > int.MaxValue) throw Bad($"constant '{shown}' claims more than {int.MaxValue} elements");
        }
        long count = (long)product;
        int size = OnnxElementType.Size(type);
        if (rawBytes > 0 && size > 0 && count * size != rawBytes)
            throw Bad($"constant '{shown}' claims {count} elements of {OnnxElementType.Name(type)} in {rawBytes} bytes");
        // The densest types put two elements into a byte.
        if (!external && count > 2L * messageBytes) throw Bad($"constant '{shown}' claims {count} elements in {messageBytes} bytes");
        return count;
    }

    private void ReadValue(ProtobufReader value, List<OnnxTensorInfo> values)
    {
        if (values.Count == maxValues) throw Bad($"more than {maxValues} inputs or outputs");
        string name = "";
        ReadOnlyMemory<byte>? type = null;
        while (value.Next())
        {
            if (value.Field == OnnxSchema.ValueInfo.Name) name = value.Text();
            else if (value.Field == OnnxSchema.ValueInfo.Type) type = Once(type, value.Block());
        }
        var (elementType, shape) = ReadType(new ProtobufReader(type ?? default));
        values.Add(new OnnxTensorInfo(name, elementType, shape));
    }

    private static (string ElementType, IReadOnlyList<long?> Shape) ReadType(ProtobufReader type)
    {
        string kind = "unknown";
        ReadOnlyMemory<byte>? tensor = null;
        while (type.Next())
        {
            switch (type.Field)
            {
                case OnnxSchema.Type.Tensor: tensor = Once(tensor, type.Block()); break;
                case OnnxSchema.Type.Sequence: kind = "sequence"; break;
                case OnnxSchema.Type.Map: kind = "map"; break;
                case OnnxSchema.Type.SparseTensor: kind = "sparse tensor"; break;
                case OnnxSchema.Type.Optional: kind = "optional"; break;
                default: break;
            }
        }
        return kind == "unknown" && tensor is { } message ? ReadTensorType(new ProtobufReader(message)) : (kind, []);
    }

    private static (string ElementType, IReadOnlyList<long?> Shape) ReadTensorType(ProtobufReader tensor)
    {
        long elementType = 0;
        ReadOnlyMemory<byte>? shape = null;
        while (tensor.Next())
        {
            if (tensor.Field == OnnxSchema.TensorType.ElementType) elementType = tensor.Number();
            else if (tensor.Field == OnnxSchema.TensorType.Shape) shape = Once(shape, tensor.Block());
        }
        return (OnnxElementType.Name(elementType), ReadShape(new ProtobufReader(shape ?? default)));
    }

    private static List<long?> ReadShape(ProtobufReader shape)
    {
        var dimensions = new List<long?>();
        while (shape.Next())
        {
            if (shape.Field != OnnxSchema.Shape.Dim) continue;
            if (dimensions.Count == MaxRank) throw Bad($"a shape has more than {MaxRank} dimensions");
            dimensions.Add(ReadDimension(shape.Message()));
        }
        return dimensions;
    }

    private static long? ReadDimension(ProtobufReader dimension)
    {
        long? result = null;
        while (dimension.Next())
        {
            // A choice of two fields: as everywhere in protobuf, the last one counts.
            if (dimension.Field == OnnxSchema.Shape.DimValue) result = dimension.Number();
            else if (dimension.Field == OnnxSchema.Shape.DimParam) result = null;
        }
        return result;
    }

    /// <summary>Protobuf would merge two messages of one field; nobody writes that, and readers disagree on it.</summary>
    private static ReadOnlyMemory<byte> Once(ReadOnlyMemory<byte>? before, ReadOnlyMemory<byte> now) =>
        before is null ? now : throw Bad("the type of a value stands there twice");

    private static IgnFormatException Bad(string what) => new($"Not a readable ONNX file: {what}.");
}
