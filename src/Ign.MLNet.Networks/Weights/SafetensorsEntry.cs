namespace Ign.MLNet.Networks;

/// <summary>One tensor of a safetensors header.</summary>
/// <param name="Name">Name of the tensor.</param>
/// <param name="Type">Number format in the file.</param>
/// <param name="Shape">Dimensions, outermost first.</param>
/// <param name="Count">Product of the dimensions.</param>
/// <param name="Begin">First byte, counted from the end of the header.</param>
/// <param name="End">Byte after the last one.</param>
internal sealed record SafetensorsEntry(string Name, SafetensorsType Type, IReadOnlyList<int> Shape, int Count, long Begin, long End);
