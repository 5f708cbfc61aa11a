namespace Ign.MLNet.Networks;

/// <summary>An input or output of an ONNX graph.</summary>
/// <param name="Name">Name of the value.</param>
/// <param name="ElementType">ONNX's name of the type, for example <c>float</c> or <c>int64</c>; <c>sequence</c>, <c>map</c>, <c>optional</c> or <c>unknown</c>
/// where it is no tensor.</param>
/// <param name="Shape">Dimensions, outermost first; null for a symbolic one. Empty for a scalar, and where the file gives no shape.</param>
public sealed record OnnxTensorInfo(string Name, string ElementType, IReadOnlyList<long?> Shape);
