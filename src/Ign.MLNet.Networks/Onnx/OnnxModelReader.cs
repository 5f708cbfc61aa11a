namespace Ign.MLNet.Networks;

/// <summary>
/// Reads what an ONNX file holds, without ONNX Runtime and without trusting the file: lengths, counts and depth are limited before memory is taken,
/// and nothing outside the given bytes is opened.
/// </summary>
public static class OnnxModelReader
{
    private const int MaxInitializers = 100_000;
    private const int MaxValues = 10_000;
    private const int MaxEntries = 10_000;
    private const int MaxOperatorKinds = 10_000;
    private const int MaxOpsets = 100;

    /// <summary>Reads a file.</summary>
    /// <param name="onnx">The bytes of the file; the result refers to them.</param>
    /// <exception cref="IgnFormatException">The bytes are no ONNX file, are damaged, or exceed a limit.</exception>
    public static OnnxModelInfo Read(ReadOnlyMemory<byte> onnx)
    {
        string producer = "";
        long irVersion = 0;
        OnnxGraphReader? graph = null;
        ReadOnlyMemory<byte> content = default;
        var opsets = new Dictionary<string, long>(StringComparer.Ordinal);
        var metadata = new Dictionary<string, string>();
        var walk = new OnnxNodeWalk(MaxOperatorKinds);

        var model = new ProtobufReader(onnx);
        while (model.Next())
        {
            switch (model.Field)
            {
                case OnnxSchema.Model.IrVersion: irVersion = model.Number(); break;
                case OnnxSchema.Model.ProducerName: producer = model.Text(); break;
                case OnnxSchema.Model.OpsetImport: ReadOpset(model.Message(), opsets); break;
                case OnnxSchema.Model.MetadataProps: ReadEntry(model.Message(), metadata); break;
                case OnnxSchema.Model.TrainingInfo: walk.Concerns.Add("training graphs"); break;
                case OnnxSchema.Model.Functions: walk.Concerns.Add("functions"); break;
                case OnnxSchema.Model.Graph:
                    // Protobuf would merge two graphs; readers that take the first or the last one would see another model.
                    if (graph is not null) throw new IgnFormatException("Not a readable ONNX file: it holds two graphs.");
                    graph = new OnnxGraphReader(walk, MaxInitializers, MaxValues);
                    content = model.Block();
                    graph.Read(new ProtobufReader(content));
                    break;
                default: break;
            }
        }
        if (graph is null) throw new IgnFormatException("Not an ONNX file: it holds no graph.");
        if (irVersion is < 1 or > int.MaxValue) throw new IgnFormatException($"Not a readable ONNX file: its IR version is {irVersion}.");
        return new OnnxModelInfo(producer, (int)irVersion, opsets.GetValueOrDefault(""), graph.Inputs, graph.Outputs, walk.Operators, metadata,
            graph.ParameterCount, onnx.Length)
        {
            Initializers = graph.Initializers,
            Concerns = [.. walk.Concerns],
            OperatorSets = opsets,
            Graph = content,
        };
    }

    private static void ReadOpset(ProtobufReader message, Dictionary<string, long> opsets)
    {
        string domain = "";
        long version = 0;
        while (message.Next())
        {
            if (message.Field == OnnxSchema.OperatorSet.Domain) domain = message.Text();
            if (message.Field == OnnxSchema.OperatorSet.Version) version = message.Number();
        }
        if (opsets.Count == MaxOpsets) throw new IgnFormatException($"Not a readable ONNX file: more than {MaxOpsets} operator sets.");
        // Readers that take the first, the last or the newest one would see other operators.
        if (!opsets.TryAdd(OnnxNodeWalk.IsStandard(domain) ? "" : domain, version))
            throw new IgnFormatException($"Not a readable ONNX file: operator set '{Printable.Of(domain)}' stands there twice.");
    }

    private static void ReadEntry(ProtobufReader message, Dictionary<string, string> metadata)
    {
        string key = "", value = "";
        while (message.Next())
        {
            if (message.Field == OnnxSchema.Entry.Key) key = message.Text();
            else if (message.Field == OnnxSchema.Entry.Value) value = message.Text();
        }
        if (metadata.Count == MaxEntries) throw new IgnFormatException($"Not a readable ONNX file: more than {MaxEntries} metadata entries.");
        if (!metadata.TryAdd(key, value)) throw new IgnFormatException($"Not a readable ONNX file: metadata '{Printable.Of(key)}' stands there twice.");
    }
}
