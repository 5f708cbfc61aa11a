namespace Ign.MLNet.Networks;

/// <summary>Counts operators, subgraphs included, and notes what a plain image network has no need for.</summary>
internal sealed class OnnxNodeWalk(int maxKinds)
{
    private const int MaxDepth = 8;
    private int _depth;

    internal SortedDictionary<string, int> Operators { get; } = new(StringComparer.Ordinal);

    internal SortedSet<string> Concerns { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether <paramref name="domain"/> is the one of the standard operators, which has two names.</summary>
    internal static bool IsStandard(string domain) => domain is "" or "ai.onnx";

    /// <summary>Reads one node.</summary>
    internal void Node(ProtobufReader node)
    {
        string name = "", domain = "";
        while (node.Next())
        {
            if (node.Field == OnnxSchema.Node.OpType) name = node.Text();
            else if (node.Field == OnnxSchema.Node.Domain) domain = node.Text();
            else if (node.Field == OnnxSchema.Node.Attribute) Attribute(node.Message());
        }
        string key = IsStandard(domain) ? name : $"{domain}:{name}";
        if (!Operators.TryGetValue(key, out int count) && Operators.Count == maxKinds)
            throw new IgnFormatException($"Not a readable ONNX file: more than {maxKinds} kinds of operators.");
        Operators[key] = count + 1;
    }

    private void Attribute(ProtobufReader attribute)
    {
        while (attribute.Next())
        {
            switch (attribute.Field)
            {
                case OnnxSchema.Attribute.Tensor or OnnxSchema.Attribute.Tensors: Tensor(attribute.Message()); break;
                case OnnxSchema.Attribute.SparseTensor or OnnxSchema.Attribute.SparseTensors: Sparse(attribute.Message()); break;
                case OnnxSchema.Attribute.Graph or OnnxSchema.Attribute.Graphs: Subgraph(attribute.Message()); break;
                default: break;
            }
        }
    }

    private void Subgraph(ProtobufReader graph)
    {
        Concerns.Add("subgraphs");
        if (++_depth > MaxDepth) throw new IgnFormatException($"Not a readable ONNX file: graphs are nested deeper than {MaxDepth}.");
        while (graph.Next())
        {
            switch (graph.Field)
            {
                case OnnxSchema.Graph.Node: Node(graph.Message()); break;
                case OnnxSchema.Graph.Initializer: Tensor(graph.Message()); break;
                case OnnxSchema.Graph.SparseInitializer: Sparse(graph.Message()); break;
                default: break;
            }
        }
        _depth--;
    }

    /// <summary>Notes external data of a sparse tensor.</summary>
    internal void Sparse(ProtobufReader sparse)
    {
        Concerns.Add("sparse constants");
        while (sparse.Next())
        {
            if (sparse.Field is OnnxSchema.SparseTensor.Values or OnnxSchema.SparseTensor.Indices) Tensor(sparse.Message());
        }
    }

    /// <summary>Notes external data of a tensor.</summary>
    private void Tensor(ProtobufReader tensor)
    {
        while (tensor.Next())
        {
            if (tensor.Field == OnnxSchema.Tensor.ExternalData) External();
            else if (tensor.Field == OnnxSchema.Tensor.DataLocation && tensor.Number() != 0) External();
        }
    }

    /// <summary>Notes that the file wants another file to be opened.</summary>
    internal void External() => Concerns.Add("external data");
}
