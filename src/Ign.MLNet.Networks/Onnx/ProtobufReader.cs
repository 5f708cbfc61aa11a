using System.Buffers.Binary;
using System.Text;

namespace Ign.MLNet.Networks;

/// <summary>
/// Walks the fields of one message in protobuf's wire format. Lengths are checked against the bytes that are there, and nothing is copied
/// but text; so memory stays in proportion to the input, whatever the input claims.
/// </summary>
internal ref struct ProtobufReader(ReadOnlyMemory<byte> message)
{
    private const int Varint = 0, Fixed64 = 1, LengthDelimited = 2, Fixed32 = 5;
    private const int MaxText = 16 << 20;
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ReadOnlySpan<byte> _bytes = message.Span;
    private int _start = 0;
    private int _position = 0;
    private int _wireType = 0;
    private bool _pending = false;

    /// <summary>Number of the current field.</summary>
    internal int Field { get; private set; } = 0;

    /// <summary>Whether the current field is a length-delimited one: text, bytes, a message or packed numbers.</summary>
    internal readonly bool IsBlock => _wireType == LengthDelimited;

    /// <summary>Goes to the next field, past the current one if nobody has read it.</summary>
    internal bool Next()
    {
        if (_pending) Skip();
        if (_position == _bytes.Length) return false;
        _start = _position;
        ulong tag = RawVarint();
        _wireType = (int)(tag & 7);
        if (tag > uint.MaxValue || tag >> 3 == 0) throw Damaged("a field number is out of range");
        Field = (int)(tag >> 3);
        _pending = true;
        return true;
    }

    /// <summary>The current field as a whole number.</summary>
    internal long Number()
    {
        Expect(Varint);
        return (long)RawVarint();
    }

    /// <summary>The current field as a 32-bit float.</summary>
    internal float Float()
    {
        Expect(Fixed32);
        if (_bytes.Length - _position < sizeof(float)) throw CutShort();
        float value = BinaryPrimitives.ReadSingleLittleEndian(_bytes[_position..]);
        _position += sizeof(float);
        return value;
    }

    /// <summary>The current field as bytes, a view into the message.</summary>
    internal ReadOnlyMemory<byte> Block()
    {
        Expect(LengthDelimited);
        ulong length = RawVarint();
        if (length > (ulong)(_bytes.Length - _position)) throw Damaged($"a length of {length} is larger than the rest of the file");
        var block = message.Slice(_position, (int)length);
        _position += (int)length;
        return block;
    }

    /// <summary>The current field with its number, as it stands there; nobody has read it before.</summary>
    internal ReadOnlyMemory<byte> Whole()
    {
        Skip();
        return message[_start.._position];
    }

    /// <summary>The current field as a message.</summary>
    internal ProtobufReader Message() => new(Block());

    /// <summary>The current field as text.</summary>
    internal string Text()
    {
        var block = Block();
        if (block.Length > MaxText) throw Damaged($"a text of {block.Length} bytes is longer than {MaxText}");
        try
        {
            return s_utf8.GetString(block.Span);
        }
        catch (DecoderFallbackException e)
        {
            throw new IgnFormatException("Not a readable ONNX file: a text is not UTF-8.", e);
        }
    }

    /// <summary>The current field as one or more (packed) whole numbers, appended to <paramref name="numbers"/>.</summary>
    internal void Numbers(List<long> numbers, int limit)
    {
        if (!IsBlock)
        {
            Append(numbers, Number(), limit);
            return;
        }
        var packed = Message();
        while (packed._position < packed._bytes.Length) Append(numbers, (long)packed.RawVarint(), limit);
    }

    private static void Append(List<long> numbers, long number, int limit)
    {
        if (numbers.Count == limit) throw Damaged($"a list has more than {limit} numbers");
        numbers.Add(number);
    }

    private void Skip()
    {
        switch (_wireType)
        {
            case Varint: Number(); break;
            case Fixed64: SkipFixed(Fixed64, sizeof(ulong)); break;
            case LengthDelimited: Block(); break;
            case Fixed32: SkipFixed(Fixed32, sizeof(uint)); break;
            // Groups: deprecated, unused by ONNX, and a way to nest without limit.
            default: throw Damaged($"wire type {_wireType} is not used in ONNX");
        }
    }

    private void SkipFixed(int wireType, int size)
    {
        Expect(wireType);
        if (_bytes.Length - _position < size) throw CutShort();
        _position += size;
    }

    private void Expect(int wireType)
    {
        if (_wireType != wireType) throw Damaged($"field {Field} has wire type {_wireType}, expected {wireType}");
        _pending = false;
    }

    private ulong RawVarint()
    {
        ulong result = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            if (_position == _bytes.Length) throw CutShort();
            byte next = _bytes[_position++];
            result |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return result;
        }
        throw Damaged("a number has more than ten bytes");
    }

    private static IgnFormatException CutShort() => Damaged("it is cut short");

    private static IgnFormatException Damaged(string what) => new($"Not a readable ONNX file: {what}.");
}
