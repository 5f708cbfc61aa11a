using System.Buffers.Binary;

namespace Ign.MLNet.Imaging;

/// <summary>
/// EXIF, changed in place: everything else keeps its offset, so that maker notes, which point anywhere, stay right. What points outside is left alone.
/// </summary>
internal sealed class ExifBlock
{
    private const int EntryBytes = 12, Orientation = 0x112, ExifDirectory = 0x8769, ThumbnailStart = 0x201, ThumbnailLength = 0x202;

    // Of columns and rows: size and resolution.
    private static readonly (int, int)[] s_image = [(0x100, 0x101), (0x11a, 0x11b)];
    private static readonly (int, int)[] s_photo = [(0xa002, 0xa003), (0xa20e, 0xa20f)];

    private readonly byte[] _block;
    private readonly bool _little;

    private ExifBlock(byte[] block) => (_block, _little) = (block, block[0] == 'I');

    /// <summary>The start that JPEG puts before the block, and some programs elsewhere.</summary>
    internal static ReadOnlySpan<byte> Prefix => "Exif\0\0"u8;

    /// <summary>The orientation, 1 to 8; null where there is none.</summary>
    internal static int? OrientationOf(ReadOnlySpan<byte> block)
    {
        if (!IsBlock(block)) return null;
        var exif = new ExifBlock(block.ToArray());
        int entry = exif.Find(exif.First, Orientation);
        return entry > 0 && exif.U16(entry + 2) == 3 && exif.U16(entry + 8) is >= 1 and <= 8 and var value ? value : null;
    }

    /// <summary>The block for the upright image, without the thumbnail, which shows the image as it was.</summary>
    /// <param name="block">The block, with or without <see cref="Prefix"/>, which it keeps.</param>
    /// <param name="orientation">Orientation that is applied to the pixels, 2 to 8; null for none.</param>
    /// <param name="notCarried">Takes the name of what is left out.</param>
    internal static byte[] Carried(ReadOnlySpan<byte> block, int? orientation, List<string> notCarried)
    {
        if (block.StartsWith(Prefix)) return [.. Prefix, .. Carried(block[Prefix.Length..], orientation, notCarried)];
        if (!IsBlock(block)) return block.ToArray();
        var exif = new ExifBlock(block.ToArray());
        if (orientation is not null) exif.SetUpright();
        if (orientation is >= 5) exif.SwapSides();
        return exif.WithoutThumbnail(notCarried);
    }

    private static bool IsBlock(ReadOnlySpan<byte> block) => block.Length >= 8 && (block.StartsWith("II*\0"u8) || block.StartsWith("MM\0*"u8));

    private uint First => U32(4);

    /// <summary>All entries of orientation: of several, programs take the first that they understand.</summary>
    private void SetUpright()
    {
        for (int entry = Find(First, Orientation); entry > 0; entry = Find(First, Orientation, entry))
        {
            var value = _block.AsSpan(entry + 8, 4);
            switch (U16(entry + 2))
            {
                case 1 or 6 or 7:
                    value[0] = 1;
                    break;
                case 3 or 8:
                    (value[0], value[1]) = _little ? ((byte)1, (byte)0) : ((byte)0, (byte)1);
                    break;
                case 4 or 9:
                    if (_little) BinaryPrimitives.WriteUInt32LittleEndian(value, 1);
                    else BinaryPrimitives.WriteUInt32BigEndian(value, 1);
                    break;
            }
        }
    }

    private void SwapSides()
    {
        foreach (var (x, y) in s_image) Swap(First, x, y);
        int photo = Find(First, ExifDirectory);
        if (photo <= 0) return;
        foreach (var (x, y) in s_photo) Swap(U32(photo + 8), x, y);
    }

    /// <summary>Exchanges all of two entries but their tags: type, count, and value or offset.</summary>
    private void Swap(uint directory, int tag, int other)
    {
        int first = Find(directory, tag), second = Find(directory, other);
        if (first <= 0 || second <= 0) return;
        Span<byte> a = _block.AsSpan(first + 2, EntryBytes - 2), b = _block.AsSpan(second + 2, EntryBytes - 2);
        byte[] kept = a.ToArray();
        b.CopyTo(a);
        kept.CopyTo(b);
    }

    private byte[] WithoutThumbnail(List<string> notCarried)
    {
        int link = End(First);
        if (link <= 0 || U32(link) is 0 or > int.MaxValue) return _block;
        uint second = U32(link);
        int start = Find(second, ThumbnailStart), length = Find(second, ThumbnailLength);
        _block.AsSpan(link, 4).Clear();
        notCarried.Add("the thumbnail in EXIF, which shows the image as it was");
        if (start <= 0 || length <= 0) return _block;
        uint from = U32(start + 8), bytes = U32(length + 8);
        // Behind its own directory, as everybody writes it: what lies elsewhere may be something else as well.
        if (from <= second || from > _block.Length || bytes > _block.Length - from) return _block;
        if (from + bytes >= _block.Length - 1) return _block[..(int)from];
        _block.AsSpan((int)from, (int)bytes).Clear();
        return _block;
    }

    /// <summary>Where the next entry of a tag is, behind <paramref name="last"/>; 0 where there is none.</summary>
    private int Find(uint directory, int tag, int last = 0)
    {
        if (directory > _block.Length - 2) return 0;
        int count = U16((int)directory);
        for (int i = 0, at = (int)directory + 2; i < count && at + EntryBytes <= _block.Length; i++, at += EntryBytes)
            if (U16(at) == tag && at > last) return at;
        return 0;
    }

    /// <summary>Where the link to the next directory is; 0 where there is none.</summary>
    private int End(uint directory)
    {
        if (directory > _block.Length - 2) return 0;
        int at = (int)directory + 2 + (U16((int)directory) * EntryBytes);
        return at + 4 <= _block.Length ? at : 0;
    }

    private int U16(int at) => _little ? BinaryPrimitives.ReadUInt16LittleEndian(_block.AsSpan(at)) : BinaryPrimitives.ReadUInt16BigEndian(_block.AsSpan(at));

    private uint U32(int at) => _little ? BinaryPrimitives.ReadUInt32LittleEndian(_block.AsSpan(at)) : BinaryPrimitives.ReadUInt32BigEndian(_block.AsSpan(at));
}
