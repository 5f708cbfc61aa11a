using System.Buffers.Binary;

namespace Ign.MLNet.Imaging.Tests;

/// <summary>Small TIFF structures in either byte order: blocks of EXIF, and the directories of TIFF files.</summary>
internal static class ExifBlocks
{
    /// <summary>An entry.</summary>
    /// <param name="Tag">Its number.</param>
    /// <param name="Type">3 for numbers of 16 bits, 4 for 32, 5 for fractions, anything else for bytes.</param>
    /// <param name="Bytes">The values, highest byte first.</param>
    internal sealed record Entry(ushort Tag, ushort Type, byte[] Bytes);

    internal static Entry Short(ushort tag, ushort value) => new(tag, 3, [(byte)(value >> 8), (byte)value]);

    internal static Entry Long(ushort tag, int value) => new(tag, 4, [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value]);

    internal static Entry Text(ushort tag, string value) => new(tag, 2, [.. System.Text.Encoding.UTF8.GetBytes(value), 0]);

    internal static Entry Fraction(ushort tag, int above, int below) => new(tag, 5, [.. Long(0, above).Bytes, .. Long(0, below).Bytes]);

    /// <summary>A directory that stands at <paramref name="start"/>, with its values and a link to the next one behind them.</summary>
    internal static byte[] Directory(bool little, int start, int next, params Entry[] entries)
    {
        var table = new List<byte>();
        var values = new List<byte>();
        int valuesAt = start + 2 + (12 * entries.Length) + 4;
        Number(table, entries.Length, 2);
        foreach (var entry in entries)
        {
            int word = entry.Type switch { 3 => 2, 4 or 5 => 4, _ => 1 };
            Number(table, entry.Tag, 2);
            Number(table, entry.Type, 2);
            Number(table, entry.Bytes.Length / (entry.Type == 5 ? 8 : word), 4);
            byte[] bytes = [.. entry.Bytes.Chunk(word).SelectMany(w => little ? w.Reverse() : w)];
            if (bytes.Length <= 4)
            {
                table.AddRange(bytes);
                table.AddRange(new byte[4 - bytes.Length]);
            }
            else
            {
                Number(table, valuesAt + values.Count, 4);
                values.AddRange(bytes);
            }
        }
        Number(table, next, 4);
        return [.. table, .. values];

        void Number(List<byte> target, int value, int bytes)
        {
            var all = new byte[4];
            if (little) BinaryPrimitives.WriteInt32LittleEndian(all, value);
            else BinaryPrimitives.WriteInt32BigEndian(all, value);
            target.AddRange(little ? all[..bytes] : all[(4 - bytes)..]);
        }
    }

    internal static byte[] Head(bool little) => little ? [.. "II*\0"u8, 8, 0, 0, 0] : [.. "MM\0*"u8, 0, 0, 0, 8];

    /// <summary>EXIF of a camera: orientation, sizes, a maker note and a thumbnail.</summary>
    internal static byte[] OfCamera(bool little, ushort orientation, byte[] makerNote)
    {
        const int First = 8, Photo = 200, Second = 400, Thumbnail = 500;
        var block = new byte[Thumbnail + 6];
        Head(little).CopyTo(block, 0);
        Directory(little, First, Second, Text(0x10f, "ign makes"), Short(0x112, orientation), Fraction(0x11a, 72, 1), Fraction(0x11b, 36, 1),
            Long(0x8769, Photo)).CopyTo(block, First);
        Directory(little, Photo, 0, new Entry(0x927c, 7, makerNote), Short(0xa002, 24), Short(0xa003, 16)).CopyTo(block, Photo);
        Directory(little, Second, 0, Short(0x103, 6), Long(0x201, Thumbnail), Long(0x202, 6)).CopyTo(block, Second);
        ((byte[])[0xff, 0xd8, 1, 2, 0xff, 0xd9]).CopyTo(block, Thumbnail);
        return block;
    }
}
