using System.Buffers.Binary;

namespace Ign.MLNet.Imaging;

/// <summary>The tags of the first directory of a TIFF, which describe its first image. What points outside of the file is not there.</summary>
internal sealed class TiffDirectory
{
    private readonly record struct Entry(int Type, int Count, int Start);

    private readonly byte[] _file;
    private readonly bool _little;
    private readonly Dictionary<int, Entry> _entries = [];

    private TiffDirectory(byte[] file)
    {
        _file = file;
        if (file.Length < 16) return;
        _little = file[0] == 'I';
        bool big = U16(2) == 43; // BigTIFF: wider offsets and counts
        ulong directory = big ? U64(8) : U32(4);
        int head = big ? 8 : 2, size = big ? 20 : 12, inline = big ? 8 : 4;
        if (directory > (ulong)(file.Length - head)) return;
        ulong count = big ? U64((int)directory) : (ulong)U16((int)directory);
        long at = (long)directory + head;
        for (ulong i = 0; i < count && at + size <= file.Length; i++, at += size)
        {
            int tag = U16((int)at), type = U16((int)at + 2), value = (int)at + size - inline;
            ulong values = big ? U64((int)at + 4) : U32((int)at + 4), bytes = values * (ulong)SizeOf(type);
            if (values is 0 or > int.MaxValue || bytes == 0) continue;
            ulong start = bytes <= (ulong)inline ? (ulong)value : big ? U64(value) : U32(value);
            if (start <= (ulong)file.Length && bytes <= (ulong)file.Length - start) _entries.TryAdd(tag, new Entry(type, (int)values, (int)start));
        }
    }

    internal static TiffDirectory Read(byte[] file) => new(file);

    /// <summary>How many values a tag has; 0 where there is none.</summary>
    internal int Count(int tag) => _entries.TryGetValue(tag, out var entry) ? entry.Count : 0;

    /// <summary>One whole number of a tag; null where there is none.</summary>
    internal long? Whole(int tag, int index = 0)
    {
        if (!_entries.TryGetValue(tag, out var entry) || index >= entry.Count) return null;
        int at = entry.Start + (index * SizeOf(entry.Type));
        return entry.Type switch { 1 or 7 => _file[at], 3 => U16(at), 4 or 13 => U32(at), 16 or 18 => (long)U64(at), _ => null };
    }

    /// <summary>All numbers of a tag; null where it is absent or has another count.</summary>
    internal double[]? Numbers(int tag, int count)
    {
        if (!_entries.TryGetValue(tag, out var entry) || entry.Count != count) return null;
        var result = new double[count];
        for (int i = 0; i < count; i++)
        {
            int at = entry.Start + (i * SizeOf(entry.Type));
            result[i] = entry.Type switch
            {
                5 => (double)U32(at) / U32(at + 4),
                10 => (double)(int)U32(at) / (int)U32(at + 4),
                11 => BitConverter.UInt32BitsToSingle(U32(at)),
                12 => BitConverter.UInt64BitsToDouble(U64(at)),
                _ => Whole(tag, i) ?? double.NaN,
            };
        }
        return result;
    }

    /// <summary>Writes another first value of 16 bits into the file itself; false where there is none.</summary>
    internal bool Put(int tag, ushort value)
    {
        if (!_entries.TryGetValue(tag, out var entry) || entry.Type != 3) return false;
        var target = _file.AsSpan(entry.Start);
        if (_little) BinaryPrimitives.WriteUInt16LittleEndian(target, value);
        else BinaryPrimitives.WriteUInt16BigEndian(target, value);
        return true;
    }

    private static int SizeOf(int type) => type switch
    {
        1 or 2 or 6 or 7 => 1,
        3 or 8 => 2,
        4 or 9 or 11 or 13 => 4,
        5 or 10 or 12 or (>= 16 and <= 18) => 8,
        _ => 0,
    };

    private int U16(int at) => _little ? BinaryPrimitives.ReadUInt16LittleEndian(_file.AsSpan(at)) : BinaryPrimitives.ReadUInt16BigEndian(_file.AsSpan(at));

    private uint U32(int at) => _little ? BinaryPrimitives.ReadUInt32LittleEndian(_file.AsSpan(at)) : BinaryPrimitives.ReadUInt32BigEndian(_file.AsSpan(at));

    private ulong U64(int at) => _little ? BinaryPrimitives.ReadUInt64LittleEndian(_file.AsSpan(at)) : BinaryPrimitives.ReadUInt64BigEndian(_file.AsSpan(at));
}
