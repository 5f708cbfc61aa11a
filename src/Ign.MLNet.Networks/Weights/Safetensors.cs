using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Ign.MLNet.Networks;

/// <summary>
/// Reads and writes safetensors files (https://huggingface.co/docs/safetensors): an eight-byte header length, a JSON header, and the plain
/// little-endian values. A file cannot run code. On reading, everything is checked against the file's true length before memory is taken.
/// </summary>
public static class Safetensors
{
    /// <summary>Largest file that is read, in bytes: 2 GB, twice the 32-bit floats of the largest network.</summary>
    public const long MaxBytes = 2L << 30;

    private const int LengthBytes = 8;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Its tensors, converted to 32-bit floats where they are F16, BF16 or I64. Values are not checked: NaN passes.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IgnFormatException">The file is damaged, is no safetensors file, is larger than <see cref="MaxBytes"/>, or holds a type other than F32,
    /// F16, BF16 and I64.</exception>
    public static SafetensorsContent Read(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        try
        {
            return Read(stream, stream.Length);
        }
        catch (Exception e) when (e is IgnFormatException or EndOfStreamException)
        {
            throw new IgnFormatException($"{path}: {e.Message}", e);
        }
    }

    /// <summary>Reads the bytes of a file.</summary>
    /// <inheritdoc cref="Read(string)" path="/returns"/>
    /// <exception cref="IgnFormatException">The bytes are damaged, are no safetensors file, or hold a type other than F32, F16, BF16 and I64.</exception>
    public static SafetensorsContent Read(ReadOnlyMemory<byte> bytes)
    {
        var array = MemoryMarshal.TryGetArray(bytes, out var segment) ? segment : new ArraySegment<byte>(bytes.ToArray());
        using var stream = new MemoryStream(array.Array!, array.Offset, array.Count, writable: false);
        return Read(stream, array.Count);
    }

    /// <summary>Writes a file of 32-bit floats, atomically. The same input gives the same bytes.</summary>
    /// <param name="path">Final name; an existing file is replaced.</param>
    /// <param name="tensors">Tensors, written in this order.</param>
    /// <param name="metadata">Text pairs for the header, written in ordinal order of their keys.</param>
    /// <exception cref="ArgumentException">A name is taken twice or reserved, a shape does not fit its data, or the header would be longer than 100
    /// MB.</exception>
    /// <exception cref="IOException">The file cannot be written; an existing one is untouched.</exception>
    public static void Write(string path, IEnumerable<NamedTensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        ArgumentNullException.ThrowIfNull(metadata);
        var list = tensors.ToList();
        byte[] header = SafetensorsHeader.Write(list, metadata);
        AtomicFile.Write(path, stream =>
        {
            Span<byte> length = stackalloc byte[LengthBytes];
            BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
            stream.Write(length);
            stream.Write(header);
            foreach (var tensor in list) stream.Write(LittleEndian.Bytes(tensor.Data));
        });
    }

    private static SafetensorsContent Read(Stream stream, long fileLength)
    {
        if (fileLength > MaxBytes) throw new IgnFormatException($"The weight file has {fileLength:N0} bytes; at most {MaxBytes:N0} are accepted.");
        if (fileLength < LengthBytes) throw new IgnFormatException($"Not a safetensors file: {fileLength} bytes are too few.");
        Span<byte> lengthBytes = stackalloc byte[LengthBytes];
        stream.ReadExactly(lengthBytes);
        ulong headerLength = BinaryPrimitives.ReadUInt64LittleEndian(lengthBytes);
        if (headerLength > SafetensorsHeader.MaxLength)
            throw new IgnFormatException($"Not a safetensors file: its header claims {headerLength} bytes; at most {SafetensorsHeader.MaxLength} are allowed.");
        long dataLength = fileLength - LengthBytes - (long)headerLength;
        if (dataLength < 0)
            throw new IgnFormatException($"The safetensors file is cut short: its header claims {headerLength} bytes, the file has {fileLength}.");

        byte[] header = new byte[headerLength];
        stream.ReadExactly(header);
        var (entries, metadata) = SafetensorsHeader.Read(header, dataLength);
        return new SafetensorsContent([.. entries.Select(e => new NamedTensor(e.Name, e.Shape, ReadValues(stream, e)))], metadata);
    }

    private static float[] ReadValues(Stream stream, SafetensorsEntry entry)
    {
        float[] values = new float[entry.Count];
        if (entry.Type == SafetensorsType.F32)
        {
            stream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
            if (!BitConverter.IsLittleEndian)
            {
                var bits = MemoryMarshal.Cast<float, int>(values.AsSpan());
                BinaryPrimitives.ReverseEndianness(bits, bits);
            }
            return values;
        }
        Span<byte> bytes = stackalloc byte[entry.Type == SafetensorsType.I64 ? sizeof(long) : sizeof(ushort)];
        for (int i = 0; i < values.Length; i++)
        {
            stream.ReadExactly(bytes);
            values[i] = entry.Type switch
            {
                SafetensorsType.I64 => BinaryPrimitives.ReadInt64LittleEndian(bytes),
                SafetensorsType.F16 => (float)BinaryPrimitives.ReadHalfLittleEndian(bytes),
                _ => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(bytes) << 16),
            };
        }
        return values;
    }
}
