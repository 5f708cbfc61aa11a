using System.Buffers.Binary;
using System.Text;

namespace Ign.MLNet.Imaging;

/// <summary>The tags of a TIFF that are no part of the image, those of EXIF and GPS among them.</summary>
internal sealed class TiffMetadata : ContainerMetadata
{
    private const int Orientation = 274, XResolution = 282, YResolution = 283, Unit = 296, Xmp = 700, Iptc = 33723, Photoshop = 34377, Profile = 34675,
        Layers = 37724, MakerNote = 37500;
    private const int Ascii = 2, Rational = 5, Long8 = 16, SignedLong8 = 17, Directory = 13, Directory8 = 18;

    // How the image is coded: taken from the new file.
    private static readonly HashSet<int> s_image =
    [
        254, 255, 256, 257, 258, 259, 262, 264, 265, 266, 273, 277, 278, 279, 280, 281, 284, 288, 289, 290, 291, 292, 293, 317, 320, 322, 323, 324, 325, 326,
        327, 328, 330, 332, 334, 338, 339,
        340, 341, 342, 347, 512, 513, 514, 515, 517, 518, 519, 520, 521, 529, 530, 531, 532,
    ];

    // Where the image lies on the earth, by columns and rows.
    private static readonly HashSet<int> s_geography = [33550, 33922, 34264, 33920];

    // Texts of a PNG, and tags that mean the same.
    private static readonly (string Key, int Tag)[] s_texts = [("Description", 270), ("Software", 305), ("Author", 315), ("Copyright", 33432)];

    private List<TiffEntry> _tags = [];

    private TiffMetadata()
    {
    }

    internal static TiffMetadata Read(byte[] file, int? orientation)
    {
        var result = new TiffMetadata();
        var tags = TiffTagReader.Read(file, id => !s_image.Contains(id));
        if (tags.Exists(t => t.Directory?.Any(d => d.Id == MakerNote) == true))
            result.NotCarried.Add("the truth of offsets inside the maker note, which is kept and stands elsewhere now");
        if (IsSideways(orientation))
            tags = [.. tags.Select(t => t with { Id = t.Id switch { XResolution => YResolution, YResolution => XResolution, var id => id } })];
        foreach (var tag in tags)
            if (result.Carried(tag, orientation) is { } carried) result._tags.Add(carried);
        return result;
    }

    internal static TiffMetadata From(CommonMetadata common)
    {
        var result = new TiffMetadata();
        if (common.Exif is not null)
            result._tags = TiffTagReader.Read(common.Exif, id => !s_image.Contains(id) && id is not (Xmp or Iptc or Photoshop or Profile));
        if (result._tags.Exists(t => t.Directory?.Any(d => d.Id == MakerNote) == true))
            result.NotCarried.Add("the truth of offsets inside the maker note, which is kept and stands elsewhere now");
        if (common.Xmp is not null) result._tags.Add(new TiffEntry(Xmp, 1, common.Xmp));
        if (common.Iptc is not null) result._tags.Add(new TiffEntry(Iptc, 7, common.Iptc));
        if (common.Resolution is { } resolution && !result.Has(XResolution)) result.Add(resolution);
        foreach (var (key, text) in common.Texts)
        {
            int tag = s_texts.FirstOrDefault(t => t.Key == key).Tag;
            if (tag != 0 && !result.Has(tag)) result._tags.Add(new TiffEntry(tag, Ascii, [.. Encoding.UTF8.GetBytes(text), 0]));
            else result.NotCarried.Add($"the text '{key}'");
        }
        result.NotCarried.AddRange(common.Others);
        return result;
    }

    internal override byte[] PutInto(byte[] bare)
    {
        const int FirstDirectory = 4;
        var image = TiffTagReader.Read(bare, id => s_image.Contains(id) || (id == Profile && !Has(Profile)));
        int pixels = PixelsEnd(image, bare.Length), start = (pixels + 1) & ~1;
        byte[] tags = TiffTagWriter.Write([.. image, .. _tags], start), result = new byte[start + tags.Length];
        bare.AsSpan(0, pixels).CopyTo(result);
        tags.CopyTo(result, start);
        BinaryPrimitives.WriteInt32LittleEndian(result.AsSpan(FirstDirectory), start);
        return result;
    }

    internal override CommonMetadata Common()
    {
        const int TransferFunction = 301, WhitePoint = 318, Primaries = 319, Rows = 8;
        List<TiffEntry> exif = [.. _tags.Where(t => t.Id is not (Xmp or Iptc or Photoshop or Profile or TransferFunction or WhitePoint or Primaries))];
        var photoshop = _tags.Find(t => t.Id == Photoshop)?.Value;
        return new CommonMetadata
        {
            Exif = exif.Count == 0 ? null : [.. "II*\0"u8, Rows, 0, 0, 0, .. TiffTagWriter.Write(exif, Rows)],
            Xmp = _tags.Find(t => t.Id == Xmp)?.Value,
            Iptc = _tags.Find(t => t.Id == Iptc)?.Value ?? (photoshop is null ? null : PhotoshopResources.IptcOf(photoshop)),
            Resolution = StatedResolution(),
            Others = photoshop is null ? [] : ["the resources of Photoshop"],
        };
    }

    /// <summary>Where the last strip or tile ends; the directory behind them, where the encoder puts it, is written anew.</summary>
    private static int PixelsEnd(List<TiffEntry> image, int length)
    {
        const int Strips = 273, StripBytes = 279, Tiles = 324, TileBytes = 325;
        long[] starts = Numbers(Strips) ?? Numbers(Tiles) ?? [], bytes = Numbers(StripBytes) ?? Numbers(TileBytes) ?? [];
        if (starts.Length == 0 || starts.Length != bytes.Length) return length;
        long end = starts.Zip(bytes, (start, count) => start + count).Max();
        return end <= length ? (int)end : length;

        long[]? Numbers(int id)
        {
            if (image.Find(t => t.Id == id) is not { Type: 3 or 4 } tag) return null;
            int size = TiffEntry.SizeOf(tag.Type);
            return [.. tag.Value.Chunk(size)
                .Select(v => size == 2 ? BinaryPrimitives.ReadUInt16LittleEndian(v) : (long)BinaryPrimitives.ReadUInt32LittleEndian(v))];
        }
    }

    private bool Has(int tag) => _tags.Exists(t => t.Id == tag);

    private TiffEntry? Carried(TiffEntry tag, int? orientation)
    {
        if (tag.Id == Layers) return Without("the layers of Photoshop, which show the image as it was");
        if (s_geography.Contains(tag.Id) && orientation is not null) return Without("the place on the earth, which is of the image before it was turned");
        if (tag.Type is Directory or Directory8) return Without($"the directory {tag.Id}");
        if (tag.Id == 0xcd41) NotCarried.Add("the truth of the C2PA manifest, which is kept and signs the pixels as they were");
        if (tag.Id == Orientation && orientation is not null) return tag with { Type = 3, Value = [1, 0] };
        if (tag.Id == Xmp)
            return tag with { Type = TiffEntry.SizeOf(tag.Type) == 1 ? tag.Type : 1, Value = XmpPacket.Carried(tag.Value, orientation, NotCarried) };
        if (tag.Id == Photoshop)
            return tag with { Type = TiffEntry.SizeOf(tag.Type) == 1 ? tag.Type : 1, Value = PhotoshopResources.Carried(tag.Value, NotCarried) };
        return tag.Type is Long8 or SignedLong8 ? Shortened(tag) : tag;

        TiffEntry? Without(string part)
        {
            NotCarried.Add(part);
            return null;
        }
    }

    /// <summary>Numbers of 64 bits, which only a BigTIFF can have, as 32 where they fit.</summary>
    private TiffEntry? Shortened(TiffEntry tag)
    {
        var result = new byte[tag.Value.Length / 2];
        for (int i = 0; i < result.Length / 4; i++)
        {
            long value = BinaryPrimitives.ReadInt64LittleEndian(tag.Value.AsSpan(8 * i));
            if (tag.Type == Long8 ? value is < 0 or > uint.MaxValue : value is < int.MinValue or > int.MaxValue)
            {
                NotCarried.Add($"the tag {tag.Id}, whose numbers need a BigTIFF");
                return null;
            }
            BinaryPrimitives.WriteUInt32LittleEndian(result.AsSpan(4 * i), (uint)value);
        }
        return tag with { Type = tag.Type == Long8 ? 4 : 9, Value = result };
    }

    private Resolution? StatedResolution()
    {
        if (Number(XResolution) is not { } x || Number(YResolution) is not { } y) return null;
        int unit = _tags.Find(t => t.Id == Unit) is { Value.Length: >= 2 } stated ? stated.Value[0] : 2;
        return unit is >= 1 and <= 3 ? new Resolution(x, y, (ResolutionUnit)(unit - 1)) : null;

        double? Number(int id)
        {
            if (_tags.Find(t => t.Id == id) is not { Type: Rational, Value.Length: >= 8 } tag) return null;
            double value = (double)BinaryPrimitives.ReadUInt32LittleEndian(tag.Value) / BinaryPrimitives.ReadUInt32LittleEndian(tag.Value.AsSpan(4));
            return double.IsFinite(value) && value > 0 ? value : null;
        }
    }

    private void Add(Resolution resolution)
    {
        _tags.Add(new TiffEntry(XResolution, Rational, Fraction(resolution.X)));
        _tags.Add(new TiffEntry(YResolution, Rational, Fraction(resolution.Y)));
        _tags.RemoveAll(t => t.Id == Unit);
        _tags.Add(new TiffEntry(Unit, 3, [(byte)(resolution.Unit + 1), 0]));

        static byte[] Fraction(double value)
        {
            uint below = value < 10_000 ? 1000u : 1;
            var result = new byte[8];
            BinaryPrimitives.WriteUInt32LittleEndian(result, (uint)Math.Clamp(Math.Round(value * below), 1, uint.MaxValue));
            BinaryPrimitives.WriteUInt32LittleEndian(result.AsSpan(4), below);
            return result;
        }
    }
}
