namespace Ign.MLNet.Networks;

/// <summary>What an ONNX file holds, read without running it.</summary>
/// <param name="Producer">Tool that wrote the file; may be empty.</param>
/// <param name="IrVersion">Version of the file format.</param>
/// <param name="Opset">Version of the standard operators; 0 where the file names none.</param>
/// <param name="Inputs">Inputs that a caller must give, constants excluded.</param>
/// <param name="Outputs">Outputs.</param>
/// <param name="Operators">How often each operator occurs, subgraphs included. Those of other domains are written <c>domain:name</c>.</param>
/// <param name="Metadata">Free text pairs of the file (<c>metadata_props</c>).</param>
/// <param name="ParameterCount">Elements of all constants that are real numbers; small helper constants are included.</param>
/// <param name="Bytes">Size of the file in bytes.</param>
public sealed record OnnxModelInfo(
    string Producer,
    int IrVersion,
    long Opset,
    IReadOnlyList<OnnxTensorInfo> Inputs,
    IReadOnlyList<OnnxTensorInfo> Outputs,
    IReadOnlyDictionary<string, int> Operators,
    IReadOnlyDictionary<string, string> Metadata,
    long ParameterCount,
    long Bytes)
{
    /// <summary>Constants of the main graph, in the order of the file. They keep the file's bytes alive.</summary>
    public IReadOnlyList<OnnxInitializer> Initializers { get; init; } = [];

    /// <summary>Versions of the operator sets that the file imports, by domain; the standard one has an empty name.</summary>
    public IReadOnlyDictionary<string, long> OperatorSets { get; init; } = new Dictionary<string, long>();

    /// <summary>
    /// Parts of the file that a plain image network has no need for, each in a few words: external data, functions, training graphs, subgraphs, sparse
    /// constants.
    /// </summary>
    public IReadOnlyList<string> Concerns { get; init; } = [];

    /// <summary>The main graph as it stands in the file, a view into it.</summary>
    internal ReadOnlyMemory<byte> Graph { get; init; }
}
