namespace Ign.MLNet.Networks;

/// <summary>A tensor of 32-bit floats with a name, in row-major order.</summary>
/// <param name="Name">Unique within its set.</param>
/// <param name="Shape">Dimensions, outermost first; empty for a scalar.</param>
/// <param name="Data">Values; as many as the product of <paramref name="Shape"/>.</param>
public sealed record NamedTensor(string Name, IReadOnlyList<int> Shape, float[] Data);
