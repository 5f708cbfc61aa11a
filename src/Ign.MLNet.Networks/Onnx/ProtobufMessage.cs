using System.Diagnostics.CodeAnalysis;
using Google.Protobuf;

namespace Ign.MLNet.Networks;

/// <summary>One message in protobuf's wire format, built field by field.</summary>
[SuppressMessage("Design", "CA1001", Justification = "Both streams are plain memory: there is nothing to release.")]
internal sealed class ProtobufMessage
{
    private readonly MemoryStream _bytes = new();
    private readonly CodedOutputStream _output;

    internal ProtobufMessage() => _output = new CodedOutputStream(_bytes, leaveOpen: true);

    internal ProtobufMessage Text(int field, string value)
    {
        _output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        _output.WriteString(value);
        return this;
    }

    internal ProtobufMessage Number(int field, long value)
    {
        _output.WriteTag(field, WireFormat.WireType.Varint);
        _output.WriteInt64(value);
        return this;
    }

    internal ProtobufMessage Numbers(int field, IEnumerable<long> values)
    {
        foreach (long value in values) Number(field, value);
        return this;
    }

    internal ProtobufMessage Float(int field, float value)
    {
        _output.WriteTag(field, WireFormat.WireType.Fixed32);
        _output.WriteFloat(value);
        return this;
    }

    internal ProtobufMessage Double(int field, double value)
    {
        _output.WriteTag(field, WireFormat.WireType.Fixed64);
        _output.WriteDouble(value);
        return this;
    }

    internal ProtobufMessage Bytes(int field, ReadOnlyMemory<byte> value)
    {
        _output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        _output.WriteBytes(UnsafeByteOperations.UnsafeWrap(value));
        return this;
    }

    internal ProtobufMessage Message(int field, ProtobufMessage value) => Bytes(field, value.Written());

    /// <summary>Fields that are encoded already.</summary>
    internal ProtobufMessage Fields(ReadOnlyMemory<byte> encoded)
    {
        _output.Flush();
        _bytes.Write(encoded.Span);
        return this;
    }

    internal byte[] ToArray() => Written().ToArray();

    /// <summary>What was written so far; valid until more is.</summary>
    internal ReadOnlyMemory<byte> Written()
    {
        _output.Flush();
        return _bytes.GetBuffer().AsMemory(0, (int)_bytes.Length);
    }
}
