using Ign.MLNet.Networks;

namespace Ign.MLNet;

/// <summary>
/// The ONNX model as it lies inside a saved stage: its graph made a whole stage by <see cref="SurrogateGraph"/>, with private names of its
/// inputs and outputs, and the <see cref="StageRecord"/> in its metadata. ML.NET's ONNX transformer insists on columns named as the tensors, and a
/// plain name like "input" could hide a column of the user's.
/// </summary>
internal static class SurrogateModel
{
    /// <summary>The model as a whole stage, with the record in it.</summary>
    internal static byte[] Wrap(IgnModel model, StageRecord record)
    {
        var entry = new ProtobufMessage().Text(OnnxSchema.Entry.Key, StageRecord.Key).Text(OnnxSchema.Entry.Value, record.ToJson());
        return ProtobufEdit.Map(model.Bytes, (number, block) => (number, number == OnnxSchema.Model.Graph ? SurrogateGraph.Wrap(block, model, record) : block))
            .Message(OnnxSchema.Model.MetadataProps, entry)
            .ToArray();
    }

    /// <summary>The model as it was before <see cref="Wrap"/>, byte for byte.</summary>
    /// <exception cref="IgnFormatException">The model is damaged.</exception>
    internal static byte[] Unwrap(ReadOnlyMemory<byte> wrapped, StageRecord record) => Undamaged(() =>
        ProtobufEdit.Map(wrapped, (number, block) => number switch
        {
            OnnxSchema.Model.MetadataProps when IsRecord(block) => default,
            OnnxSchema.Model.Graph => (number, SurrogateGraph.Unwrap(block, record)),
            _ => (number, block),
        }).ToArray());

    /// <summary>The record in a model, or <see langword="null"/> if it is not the model of a saved stage.</summary>
    /// <exception cref="IgnFormatException">The model or its record is damaged.</exception>
    internal static StageRecord? FindRecord(ReadOnlyMemory<byte> model)
    {
        string? json = Undamaged(() => ProtobufEdit.Blocks(model)
            .Where(b => b.Number == OnnxSchema.Model.MetadataProps && IsRecord(b.Block))
            .Select(b => ProtobufEdit.Text(b.Block, OnnxSchema.Entry.Value))
            .LastOrDefault());
        return json is null ? null : StageRecord.FromJson(json);
    }

    private static bool IsRecord(ReadOnlyMemory<byte> entry) => ProtobufEdit.Text(entry, OnnxSchema.Entry.Key) == StageRecord.Key;

    private static T Undamaged<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (IgnFormatException e)
        {
            throw new IgnFormatException($"The ONNX model in the saved projection stage is damaged: {e.Message}", e);
        }
    }
}
