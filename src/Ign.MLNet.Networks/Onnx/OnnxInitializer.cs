namespace Ign.MLNet.Networks;

/// <summary>A constant tensor of an ONNX graph.</summary>
/// <param name="Name">Name of the value.</param>
/// <param name="ElementType">ONNX's name of the type, for example <c>float</c>.</param>
/// <param name="Shape">Dimensions, outermost first; empty for a scalar.</param>
/// <param name="Count">Number of elements.</param>
/// <param name="Raw">Little-endian elements, a view into the file; empty where the file stores them in another way.</param>
public sealed record OnnxInitializer(string Name, string ElementType, IReadOnlyList<long> Shape, long Count, ReadOnlyMemory<byte> Raw);
