namespace Ign.MLNet.Networks;

/// <summary>One node of the main graph, as far as an IGN model needs nodes: few inputs, one output, attributes that are numbers or texts.</summary>
internal sealed class OnnxNode
{
    private const int MaxParts = 16;
    private const int MaxNumbers = 16;

    private readonly Dictionary<string, OnnxAttribute> _attributes = new(StringComparer.Ordinal);
    private readonly List<string> _inputs = [];

    private OnnxNode(ProtobufReader node)
    {
        var outputs = new List<string>();
        var attributes = new List<ReadOnlyMemory<byte>>();
        while (node.Next())
        {
            switch (node.Field)
            {
                case OnnxSchema.Node.OpType: Kind = node.Text(); break;
                case OnnxSchema.Node.Input: Add(_inputs, node.Text()); break;
                case OnnxSchema.Node.Output: Add(outputs, node.Text()); break;
                case OnnxSchema.Node.Attribute: Add(attributes, node.Block()); break;
                default: break;
            }
        }
        // A node may leave optional results without a name; nobody can use those.
        while (outputs is [.., ""]) outputs.RemoveAt(outputs.Count - 1);
        if (outputs.Count != 1) throw Bad($"expected one output, got {outputs.Count}");
        Output = outputs[0];
        // Last, so that a refusal can name the node.
        foreach (var attribute in attributes) Read(new ProtobufReader(attribute));
    }

    /// <summary>Name of the operator.</summary>
    internal string Kind { get; private set; } = "";

    /// <summary>Names of the values that go in; empty for an optional one that is left out.</summary>
    internal IReadOnlyList<string> Inputs => _inputs;

    /// <summary>Name of the value that comes out.</summary>
    internal string Output { get; } = "";

    internal IEnumerable<string> Attributes => _attributes.Keys;

    /// <summary>The nodes of a graph, in the order of the file.</summary>
    /// <exception cref="IgnFormatException">They are more than <paramref name="limit"/>, or one is like none that an IGN model needs.</exception>
    internal static List<OnnxNode> ReadAll(ReadOnlyMemory<byte> graph, int limit)
    {
        var nodes = new List<OnnxNode>();
        var reader = new ProtobufReader(graph);
        while (reader.Next())
        {
            if (reader.Field != OnnxSchema.Graph.Node) continue;
            if (nodes.Count == limit) throw new IgnFormatException($"The model has more than {limit:N0} nodes. It is refused.");
            nodes.Add(new OnnxNode(reader.Message()));
        }
        return nodes;
    }

    /// <summary>A whole number between <paramref name="least"/> and <paramref name="most"/>.</summary>
    internal long Int(string name, long missing, long least, long most)
    {
        if (Find(name, OnnxSchema.Attribute.TypeInt) is not { } attribute) return missing;
        return attribute.Int >= least && attribute.Int <= most ? attribute.Int : throw Bad($"{name} is {attribute.Int}, expected {least} to {most}");
    }

    /// <summary>As many whole numbers as expected, each in a range; <paramref name="missing"/> for each where there are none.</summary>
    internal IReadOnlyList<long> Ints(string name, int count, long missing, long least, long most)
    {
        if (Find(name, OnnxSchema.Attribute.TypeInts) is not { } attribute) return [.. Enumerable.Repeat(missing, count)];
        if (attribute.Ints.Count != count) throw Bad($"{name} has {attribute.Ints.Count} numbers, expected {count}");
        foreach (long number in attribute.Ints)
            if (number < least || number > most) throw Bad($"{name} holds {number}, expected {least} to {most}");
        return attribute.Ints;
    }

    /// <summary>A finite number.</summary>
    internal float Float(string name, float missing)
    {
        RequireFloat(name);
        return Find(name, OnnxSchema.Attribute.TypeFloat)?.Float ?? missing;
    }

    /// <summary>Checks that a number, where it is given, is finite.</summary>
    internal void RequireFloat(string name)
    {
        if (Find(name, OnnxSchema.Attribute.TypeFloat) is { } attribute && !float.IsFinite(attribute.Float)) throw Bad($"{name} is not finite");
    }

    /// <summary>Checks that a text, where it is given, is the only one that is accepted.</summary>
    internal void RequireText(string name, string expected)
    {
        if (Find(name, OnnxSchema.Attribute.TypeText) is { } attribute && attribute.Text != expected)
            throw Bad($"{name} is '{Printable.Of(attribute.Text)}', expected '{expected}'");
    }

    internal bool Has(string attribute) => _attributes.ContainsKey(attribute);

    /// <summary>The refusal of this node.</summary>
    internal IgnFormatException Bad(string what) => new($"Node '{Printable.Of(Output)}' ({Printable.Of(Kind)}): {what}. It is refused.");

    private OnnxAttribute? Find(string name, int type)
    {
        if (!_attributes.TryGetValue(name, out var attribute)) return null;
        return attribute.Type == type ? attribute : throw Bad($"{name} is an attribute of type {attribute.Type}, expected {type}");
    }

    private void Add<T>(List<T> parts, T part)
    {
        if (parts.Count == MaxParts) throw Bad($"it has more than {MaxParts} inputs, outputs or attributes");
        parts.Add(part);
    }

    private void Read(ProtobufReader message)
    {
        string name = "", text = "";
        long type = 0, number = 0;
        float real = 0;
        var numbers = new List<long>();
        while (message.Next())
        {
            switch (message.Field)
            {
                case OnnxSchema.Attribute.Name: name = message.Text(); break;
                case OnnxSchema.Attribute.Type: type = message.Number(); break;
                case OnnxSchema.Attribute.Float: real = message.Float(); break;
                case OnnxSchema.Attribute.Int: number = message.Number(); break;
                case OnnxSchema.Attribute.Text: text = message.Text(); break;
                case OnnxSchema.Attribute.Ints: message.Numbers(numbers, MaxNumbers); break;
                case OnnxSchema.Attribute.Documentation: break;
                default: throw Bad($"attribute '{Printable.Of(name)}' holds field {message.Field}, which is neither a number nor a text");
            }
        }
        if (!_attributes.TryAdd(name, new OnnxAttribute(type, real, number, text, numbers))) throw Bad($"attribute '{Printable.Of(name)}' stands there twice");
    }
}
