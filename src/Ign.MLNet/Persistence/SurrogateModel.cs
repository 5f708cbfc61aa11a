using Ign.MLNet.Networks;
using static Ign.MLNet.ProtobufFields;

namespace Ign.MLNet;

/// <summary>
/// The ONNX model as it lies inside a saved stage: its graph made a whole stage by <see cref="SurrogateGraph"/>, with private names of its
/// inputs and outputs, and the <see cref="StageRecord"/> in its metadata. ML.NET's ONNX transformer insists on columns named as the tensors, and a
/// plain name like "input" could hide a column of the user's.
/// </summary>
internal static class SurrogateModel
{
    private const int Graph = 7, Metadata = 14;
    private const int EntryKey = 1, EntryValue = 2;

    /// <summary>The model as a whole stage, with the record in it.</summary>
    internal static byte[] Wrap(IgnModel model, StageRecord record)
    {
        byte[] wrapped = Map(model.Bytes, (number, payload) => (number, number == Graph ? SurrogateGraph.Wrap(payload, model, record) : payload));
        return [.. wrapped, .. Field(Metadata, [.. Field(EntryKey, StageRecord.Key), .. Field(EntryValue, record.ToJson())])];
    }

    /// <summary>The model as it was before <see cref="Wrap"/>, byte for byte.</summary>
    /// <exception cref="IgnFormatException">The model is damaged.</exception>
    internal static byte[] Unwrap(ReadOnlyMemory<byte> wrapped, StageRecord record) => Map(wrapped, (number, payload) => number switch
    {
        Metadata when IsRecord(payload) => default,
        Graph => (number, SurrogateGraph.Unwrap(payload, record)),
        _ => (number, payload),
    });

    /// <summary>The record in a model, or <see langword="null"/> if it is not the model of a saved stage.</summary>
    /// <exception cref="IgnFormatException">The model or its record is damaged.</exception>
    internal static StageRecord? FindRecord(ReadOnlyMemory<byte> model)
    {
        var entry = Read(model).LastOrDefault(f => f.Number == Metadata && IsRecord(f.Payload));
        return entry.Number == 0 ? null : StageRecord.FromJson(Text(entry.Payload, EntryValue));
    }

    private static bool IsRecord(ReadOnlyMemory<byte> entry) => Text(entry, EntryKey) == StageRecord.Key;
}
