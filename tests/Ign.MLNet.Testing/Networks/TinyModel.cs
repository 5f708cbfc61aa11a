using Ign.MLNet.Networks;

namespace Ign.MLNet.Testing;

/// <summary>A hand-made model, input → Relu → output on 1x2x2 images, of which a test can change any part.</summary>
internal sealed class TinyModel
{
    internal ProtobufMessage Model { get; } = new();

    internal ProtobufMessage Graph { get; } = new();

    internal IgnModelCard? Card { get; set; } = new() { Name = "tiny", Shape = new TensorShape(1, 2, 2) };

    internal ProtobufMessage Input { get; set; } = Value("input", 1, null, 1, 2, 2);

    internal ProtobufMessage Output { get; set; } = Value("output", 1, null, 1, 2, 2);

    /// <summary>Whether there is a node that makes the output.</summary>
    internal bool HasRelu { get; set; } = true;

    internal int Opset { get; set; } = 12;

    internal byte[] Bytes()
    {
        if (HasRelu) Graph.Message(OnnxSchema.Graph.Node, Node("Relu", "input", "output"));
        Graph.Message(OnnxSchema.Graph.Input, Input)
            .Message(OnnxSchema.Graph.Output, Output);
        Model.Number(OnnxSchema.Model.IrVersion, 7).Message(OnnxSchema.Model.Graph, Graph)
            .Message(OnnxSchema.Model.OpsetImport, new ProtobufMessage().Number(OnnxSchema.OperatorSet.Version, Opset));
        foreach (var (key, value) in Card?.ToMetadata() ?? new Dictionary<string, string>()) Model.Message(OnnxSchema.Model.MetadataProps, Entry(key, value));
        return Model.ToArray();
    }

    internal static ProtobufMessage Entry(string key, string value) =>
        new ProtobufMessage().Text(OnnxSchema.Entry.Key, key).Text(OnnxSchema.Entry.Value, value);

    internal static ProtobufMessage Node(string type, string input, string output) => new ProtobufMessage()
        .Text(OnnxSchema.Node.Input, input).Text(OnnxSchema.Node.Output, output).Text(OnnxSchema.Node.OpType, type);

    internal static ProtobufMessage Tensor(string name, int type, byte[] raw, params long[] dims) => new ProtobufMessage()
        .Numbers(OnnxSchema.Tensor.Dims, dims).Number(OnnxSchema.Tensor.DataType, type).Text(OnnxSchema.Tensor.Name, name)
        .Bytes(OnnxSchema.Tensor.RawData, raw);

    internal static ProtobufMessage External(string location) => new ProtobufMessage()
        .Numbers(OnnxSchema.Tensor.Dims, [1]).Number(OnnxSchema.Tensor.DataType, 1).Text(OnnxSchema.Tensor.Name, "w")
        .Message(OnnxSchema.Tensor.ExternalData, Entry("location", location)).Number(OnnxSchema.Tensor.DataLocation, 1);

    internal static ProtobufMessage Value(string name, int type, params long?[] dims)
    {
        var shape = new ProtobufMessage();
        foreach (long? dim in dims)
        {
            shape.Message(OnnxSchema.Shape.Dim, dim is { } known
                ? new ProtobufMessage().Number(OnnxSchema.Shape.DimValue, known)
                : new ProtobufMessage().Text(OnnxSchema.Shape.DimParam, "N"));
        }
        var tensor = new ProtobufMessage().Number(OnnxSchema.TensorType.ElementType, type).Message(OnnxSchema.TensorType.Shape, shape);
        return new ProtobufMessage().Text(OnnxSchema.ValueInfo.Name, name)
            .Message(OnnxSchema.ValueInfo.Type, new ProtobufMessage().Message(OnnxSchema.Type.Tensor, tensor));
    }
}
