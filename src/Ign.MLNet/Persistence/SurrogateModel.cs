using System.Text;
using Google.Protobuf;
using Ign.MLNet.Networks;

namespace Ign.MLNet;

/// <summary>
/// The ONNX model as it lies inside a saved stage: with private tensor names and the <see cref="StageRecord"/> in its metadata.
/// ML.NET's ONNX transformer insists on columns named as the tensors, and a plain name like "input" could hide a column of the user's.
/// </summary>
internal static class SurrogateModel
{
    // Field numbers of onnx.proto, which never change.
    private const int ModelGraph = 7, ModelMetadata = 14;
    private const int GraphNode = 1, GraphInput = 11, GraphOutput = 12;
    private const int NodeInput = 1, NodeOutput = 2;
    private const int ValueInfoName = 1;
    private const int EntryKey = 1, EntryValue = 2;

    /// <summary>The model with the record in it, under private names.</summary>
    internal static byte[] Wrap(byte[] model, StageRecord record)
    {
        byte[] renamed = Rename(model, record.InputTensor, record.PrivateInput, record.OutputTensor, record.PrivateOutput);
        return [.. renamed, .. MetadataField(StageRecord.Key, record.ToJson())];
    }

    /// <summary>The model as it was before <see cref="Wrap"/>, byte for byte.</summary>
    internal static byte[] Unwrap(byte[] wrapped, StageRecord record) =>
        Rename(WithoutRecord(wrapped), record.PrivateInput, record.InputTensor, record.PrivateOutput, record.OutputTensor);

    /// <summary>The record in a model, or <see langword="null"/> if it is not the model of a saved stage.</summary>
    /// <exception cref="IgnFormatException">The model or its record is damaged.</exception>
    internal static StageRecord? FindRecord(byte[] model)
    {
        string? json = null;
        Map(model, (number, payload) =>
        {
            if (number == ModelMetadata && KeyOf(payload) == StageRecord.Key) json = ValueOf(payload);
            return null;
        });
        return json is null ? null : StageRecord.FromJson(json);
    }

    private static byte[] WithoutRecord(byte[] model) =>
        Map(model, (number, payload) => number == ModelMetadata && KeyOf(payload) == StageRecord.Key ? null : payload);

    private static byte[] Rename(byte[] model, string input, string newInput, string output, string newOutput)
    {
        ByteString Name(ByteString name)
        {
            string text = name.ToStringUtf8();
            return text == input ? ByteString.CopyFromUtf8(newInput) : text == output ? ByteString.CopyFromUtf8(newOutput) : name;
        }
        ByteString Node(ByteString node) => Inner(node, (number, payload) => number is NodeInput or NodeOutput ? Name(payload) : payload);
        ByteString ValueInfo(ByteString value) => Inner(value, (number, payload) => number == ValueInfoName ? Name(payload) : payload);
        ByteString Graph(ByteString graph) => Inner(graph, (number, payload) => number switch
        {
            GraphNode => Node(payload),
            GraphInput or GraphOutput => ValueInfo(payload),
            _ => payload,
        });
        return Map(model, (number, payload) => number == ModelGraph ? Graph(payload) : payload);
    }

    private static string? KeyOf(ByteString entry) => Text(entry, EntryKey);

    private static string? ValueOf(ByteString entry) => Text(entry, EntryValue);

    private static string? Text(ByteString message, int field)
    {
        string? text = null;
        Inner(message, (number, payload) =>
        {
            if (number == field) text = payload.ToStringUtf8();
            return null;
        });
        return text;
    }

    private static byte[] MetadataField(string key, string value)
    {
        using var stream = new MemoryStream();
        WriteField(stream, ModelMetadata, [.. Field(EntryKey, key), .. Field(EntryValue, value)]);
        return stream.ToArray();
    }

    private static byte[] Field(int number, string text)
    {
        using var stream = new MemoryStream();
        WriteField(stream, number, Encoding.UTF8.GetBytes(text));
        return stream.ToArray();
    }

    private static ByteString Inner(ByteString message, Func<int, ByteString, ByteString?> field) => UnsafeByteOperations.UnsafeWrap(Map(message.ToByteArray(), field));

    /// <summary>Copies a protobuf message and lets <paramref name="field"/> replace or (with null) leave out its length-delimited fields.</summary>
    private static byte[] Map(byte[] message, Func<int, ByteString, ByteString?> field)
    {
        using var result = new MemoryStream(message.Length + 256);
        try
        {
            using var reader = new CodedInputStream(message);
            for (int start = 0; reader.ReadTag() is var tag and not 0; start = (int)reader.Position)
            {
                int number = WireFormat.GetTagFieldNumber(tag);
                if (WireFormat.GetTagWireType(tag) != WireFormat.WireType.LengthDelimited)
                {
                    reader.SkipLastField();
                    result.Write(message, start, (int)reader.Position - start);
                }
                else if (field(number, reader.ReadBytes()) is { } payload)
                {
                    WriteField(result, number, payload.Span);
                }
            }
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new IgnFormatException($"The ONNX model in the saved projection stage is damaged: {e.Message}", e);
        }
        return result.ToArray();
    }

    private static void WriteField(MemoryStream stream, int number, ReadOnlySpan<byte> payload)
    {
        using (var writer = new CodedOutputStream(stream, leaveOpen: true))
        {
            writer.WriteTag(number, WireFormat.WireType.LengthDelimited);
            writer.WriteLength(payload.Length);
        }
        stream.Write(payload);
    }
}
