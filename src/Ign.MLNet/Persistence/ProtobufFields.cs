using System.Text;
using Google.Protobuf;
using Ign.MLNet.Networks;

namespace Ign.MLNet;

/// <summary>Edits protobuf messages field by field, so that everything that is not touched stays as it is, byte for byte.</summary>
internal static class ProtobufFields
{
    /// <summary>
    /// Copies a message and lets <paramref name="field"/> write something in place of its length-delimited fields; a number of 0 leaves the field out.
    /// </summary>
    /// <exception cref="IgnFormatException">The message is damaged.</exception>
    internal static byte[] Map(ReadOnlyMemory<byte> message, Func<int, ReadOnlyMemory<byte>, (int Number, ReadOnlyMemory<byte> Payload)> field)
    {
        using var result = new MemoryStream(message.Length + 256);
        byte[] bytes = message.ToArray();
        try
        {
            using var reader = new CodedInputStream(bytes);
            for (int start = 0; reader.ReadTag() is var tag and not 0; start = (int)reader.Position)
            {
                if (WireFormat.GetTagWireType(tag) != WireFormat.WireType.LengthDelimited)
                {
                    reader.SkipLastField();
                    result.Write(bytes, start, (int)reader.Position - start);
                    continue;
                }
                var (number, payload) = field(WireFormat.GetTagFieldNumber(tag), reader.ReadBytes().Memory);
                if (number > 0) result.Write(Field(number, payload.Span));
            }
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new IgnFormatException($"The ONNX model in the saved projection stage is damaged: {e.Message}", e);
        }
        return result.ToArray();
    }

    /// <summary>The length-delimited fields of a message, in their order.</summary>
    /// <exception cref="IgnFormatException">The message is damaged.</exception>
    internal static List<(int Number, ReadOnlyMemory<byte> Payload)> Read(ReadOnlyMemory<byte> message)
    {
        var fields = new List<(int, ReadOnlyMemory<byte>)>();
        Map(message, (number, payload) =>
        {
            fields.Add((number, payload));
            return default;
        });
        return fields;
    }

    /// <summary>The last text with that number; empty if there is none.</summary>
    internal static string Text(ReadOnlyMemory<byte> message, int number) =>
        Read(message).LastOrDefault(f => f.Number == number).Payload is { IsEmpty: false } payload ? Encoding.UTF8.GetString(payload.Span) : "";

    internal static byte[] Field(int number, string text) => Field(number, Encoding.UTF8.GetBytes(text));

    internal static byte[] Field(int number, ReadOnlySpan<byte> payload)
    {
        using var stream = new MemoryStream(payload.Length + 10);
        using (var writer = new CodedOutputStream(stream, leaveOpen: true))
        {
            writer.WriteTag(number, WireFormat.WireType.LengthDelimited);
            writer.WriteLength(payload.Length);
        }
        stream.Write(payload);
        return stream.ToArray();
    }

    internal static byte[] Field(int number, long value)
    {
        using var stream = new MemoryStream(20);
        using (var writer = new CodedOutputStream(stream, leaveOpen: true))
        {
            writer.WriteTag(number, WireFormat.WireType.Varint);
            writer.WriteInt64(value);
        }
        return stream.ToArray();
    }

    internal static byte[] Field(int number, float value)
    {
        using var stream = new MemoryStream(10);
        using (var writer = new CodedOutputStream(stream, leaveOpen: true))
        {
            writer.WriteTag(number, WireFormat.WireType.Fixed32);
            writer.WriteFloat(value);
        }
        return stream.ToArray();
    }
}
