using System.Buffers.Binary;

namespace Ign.MLNet.Imaging;

/// <summary>What libvips does not tell about a PNG.</summary>
internal static class PngFile
{
    private const int AfterSignature = 8, Around = 12; // around the content of a chunk: length, name, checksum

    /// <summary>Number of frames of an animation, of which libvips would read the first alone; 1 for a plain image.</summary>
    internal static uint Frames(ReadOnlySpan<byte> file) =>
        Chunk(file, "acTL"u8, out var content) && content.Length >= 4 ? Math.Max(1, BinaryPrimitives.ReadUInt32BigEndian(content)) : 1;

    /// <summary>Bits of a sample, or of an index into the palette: 1, 2, 4, 8 or 16.</summary>
    internal static int Bits(ReadOnlySpan<byte> file) => Chunk(file, "IHDR"u8, out var header) && header.Length == 13 ? header[8] : 8;

    /// <summary>Whether the pixels are indices into a palette.</summary>
    internal static bool HasPalette(ReadOnlySpan<byte> file) => Chunk(file, "IHDR"u8, out var header) && header.Length == 13 && header[9] == 3;

    /// <summary>Whether the chunk that ends the file is there.</summary>
    internal static bool HasEnd(ReadOnlySpan<byte> file)
    {
        for (long at = AfterSignature; at + Around <= file.Length; at += Around + (long)BinaryPrimitives.ReadUInt32BigEndian(file[(int)at..]))
            if (file[((int)at + 4)..].StartsWith("IEND"u8)) return true;
        return false;
    }

    /// <summary>Finds the content of the first chunk of a name before the pixels.</summary>
    internal static bool Chunk(ReadOnlySpan<byte> file, ReadOnlySpan<byte> name, out ReadOnlySpan<byte> content)
    {
        var chunk = Chunk(file, name);
        content = chunk.IsEmpty ? default : chunk[8..^4];
        return !chunk.IsEmpty;
    }

    /// <summary>The first chunk of a name before the pixels, with its length, name and checksum; empty where there is none.</summary>
    internal static ReadOnlySpan<byte> Chunk(ReadOnlySpan<byte> file, ReadOnlySpan<byte> name)
    {
        for (long at = AfterSignature; at + Around <= file.Length;)
        {
            var chunk = file[(int)at..];
            long length = Around + (long)BinaryPrimitives.ReadUInt32BigEndian(chunk);
            if (chunk[4..].StartsWith(name)) return length <= chunk.Length ? chunk[..(int)length] : default;
            if (chunk[4..].StartsWith("IDAT"u8)) break;
            at += length;
        }
        return default;
    }
}
