using System.Buffers.Binary;
using NetVips;

namespace Ign.MLNet.Restoration;

/// <summary>What libvips does not tell about a TIFF.</summary>
internal static class TiffFile
{
    private const int CompressionTag = 259;

    /// <summary>How the results are compressed: as the file is where that is without loss and fit for 8 and 16 bits, with deflate otherwise.</summary>
    internal static Enums.ForeignTiffCompression Compression(ReadOnlySpan<byte> file) => Tag(file, CompressionTag) switch
    {
        1 => Enums.ForeignTiffCompression.None,
        5 => Enums.ForeignTiffCompression.Lzw,
        32773 => Enums.ForeignTiffCompression.Packbits,
        _ => Enums.ForeignTiffCompression.Deflate,
    };

    /// <summary>The first value of a tag of the first directory that holds 16-bit numbers; null where there is none.</summary>
    private static int? Tag(ReadOnlySpan<byte> file, int tag)
    {
        if (file.Length < 16) return null;
        bool little = file[0] == 'I', big = U16(file, 2, little) == 43; // BigTIFF: wider offsets and counts
        ulong directory = big ? U64(file, 8, little) : U32(file, 4, little);
        int head = big ? 8 : 2, entry = big ? 20 : 12;
        if (directory > (ulong)(file.Length - head)) return null;
        ulong count = big ? U64(file, (int)directory, little) : (ulong)U16(file, (int)directory, little);
        long at = (long)directory + head;
        for (ulong i = 0; i < count && at + entry <= file.Length; i++, at += entry)
            if (U16(file, (int)at, little) == tag) return U16(file, (int)at + (big ? 12 : 8), little);
        return null;
    }

    private static int U16(ReadOnlySpan<byte> file, int at, bool little) =>
        little ? BinaryPrimitives.ReadUInt16LittleEndian(file[at..]) : BinaryPrimitives.ReadUInt16BigEndian(file[at..]);

    private static uint U32(ReadOnlySpan<byte> file, int at, bool little) =>
        little ? BinaryPrimitives.ReadUInt32LittleEndian(file[at..]) : BinaryPrimitives.ReadUInt32BigEndian(file[at..]);

    private static ulong U64(ReadOnlySpan<byte> file, int at, bool little) =>
        little ? BinaryPrimitives.ReadUInt64LittleEndian(file[at..]) : BinaryPrimitives.ReadUInt64BigEndian(file[at..]);
}
