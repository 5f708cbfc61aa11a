using System.Buffers.Binary;

namespace Ign.MLNet.Imaging;

/// <summary>Reads the first directory of a TIFF, and those of EXIF and GPS below it. What points outside of the file is not there.</summary>
internal sealed class TiffTagReader
{
    internal const int Exif = 34665, Gps = 34853, Interoperability = 40965;

    /// <summary>IPTC is often said to be numbers of 32 bits; it is bytes.</summary>
    private const int Iptc = 33723;

    private const int MaxDepth = 3;

    private readonly byte[] _file;
    private readonly bool _little;
    private readonly bool _big; // BigTIFF: wider offsets and counts
    private long _left;

    private TiffTagReader(byte[] file)
    {
        (_file, _little, _left) = (file, file[0] == 'I', file.Length);
        _big = U16(2) == 43;
    }

    /// <summary>The tags that are asked for; empty where there is no directory.</summary>
    internal static List<TiffEntry> Read(byte[] file, Func<int, bool> wanted)
    {
        if (file.Length < 16) return [];
        var reader = new TiffTagReader(file);
        return reader.Directory(reader._big ? reader.U64(8) : reader.U32(4), wanted, MaxDepth);
    }

    private List<TiffEntry> Directory(ulong start, Func<int, bool> wanted, int depth)
    {
        var result = new List<TiffEntry>();
        int head = _big ? 8 : 2, size = _big ? 20 : 12, inline = _big ? 8 : 4;
        if (start < 8 || start > (ulong)(_file.Length - head)) return result;
        ulong count = _big ? U64((int)start) : (ulong)U16((int)start);
        long at = (long)start + head;
        for (ulong i = 0; i < count && at + size <= _file.Length; i++, at += size)
        {
            int tag = U16((int)at), type = U16((int)at + 2), value = (int)at + size - inline;
            ulong values = _big ? U64((int)at + 4) : U32((int)at + 4);
            if (!wanted(tag) || values > int.MaxValue || TiffEntry.SizeOf(type) == 0 || result.Exists(t => t.Id == tag)) continue;
            ulong bytes = values * (ulong)TiffEntry.SizeOf(type), from = bytes <= (ulong)inline ? (ulong)value : _big ? U64(value) : U32(value);
            if (from > (ulong)_file.Length || bytes > (ulong)_file.Length - from) continue;
            if (tag is Exif or Gps or Interoperability && bytes > 0 && depth > 0)
            {
                var below = Directory(type is 16 or 18 ? U64((int)from) : type is 4 or 13 ? U32((int)from) : 0, _ => true, depth - 1);
                if (below.Count > 0) result.Add(new TiffEntry(tag, 4, [], below));
                continue;
            }
            // Entries that share their bytes must not take more memory than the file does.
            _left -= (long)bytes;
            if (_left < 0) return result;
            result.Add(new TiffEntry(tag, type, LowestFirst(_file.AsSpan((int)from, (int)bytes), tag == Iptc ? 1 : TiffEntry.WordOf(type))));
        }
        return result;
    }

    private byte[] LowestFirst(ReadOnlySpan<byte> bytes, int word)
    {
        var result = bytes.ToArray();
        if (!_little && word > 1)
            for (int at = 0; at + word <= result.Length; at += word) result.AsSpan(at, word).Reverse();
        return result;
    }

    private int U16(int at) => _little ? BinaryPrimitives.ReadUInt16LittleEndian(_file.AsSpan(at)) : BinaryPrimitives.ReadUInt16BigEndian(_file.AsSpan(at));

    private uint U32(int at) => _little ? BinaryPrimitives.ReadUInt32LittleEndian(_file.AsSpan(at)) : BinaryPrimitives.ReadUInt32BigEndian(_file.AsSpan(at));

    private ulong U64(int at) => _little ? BinaryPrimitives.ReadUInt64LittleEndian(_file.AsSpan(at)) : BinaryPrimitives.ReadUInt64BigEndian(_file.AsSpan(at));
}
