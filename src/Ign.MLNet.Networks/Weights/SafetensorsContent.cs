namespace Ign.MLNet.Networks;

/// <summary>What a safetensors file holds.</summary>
/// <param name="Tensors">Tensors in the order of their data in the file, as 32-bit floats.</param>
/// <param name="Metadata">The text pairs of the header's <c>__metadata__</c>; empty where there are none.</param>
public sealed record SafetensorsContent(IReadOnlyList<NamedTensor> Tensors, IReadOnlyDictionary<string, string> Metadata);
