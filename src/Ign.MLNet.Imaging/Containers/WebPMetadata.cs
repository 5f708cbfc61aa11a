using System.Buffers.Binary;
using System.Text;

namespace Ign.MLNet.Imaging;

/// <summary>The chunks of a WebP that are no part of the image.</summary>
internal sealed class WebPMetadata : ContainerMetadata
{
    private const string Extended = "VP8X", Profile = "ICCP", Exif = "EXIF", Xmp = "XMP ";
    private const byte ProfileFlag = 0x20, AlphaFlag = 0x10, ExifFlag = 8, XmpFlag = 4;
    private const int Head = 12, ChunkHead = 8;

    // What is decoded, and the frames of animations.
    private static readonly string[] s_image = [Extended, "VP8 ", "VP8L", "ALPH", "ANIM", "ANMF"];

    private readonly List<(string Name, byte[] Content)> _chunks = [];

    private WebPMetadata()
    {
    }

    internal static WebPMetadata Read(byte[] file, int? orientation)
    {
        var result = new WebPMetadata();
        foreach (var (name, content) in Chunks(file))
        {
            if (s_image.Contains(name)) continue;
            byte[] carried = name switch
            {
                Exif => ExifBlock.Carried(content.Span, orientation, result.NotCarried),
                Xmp => XmpPacket.Carried(content.Span, orientation, result.NotCarried),
                _ => content.ToArray(),
            };
            result._chunks.Add((name, carried));
        }
        return result;
    }

    internal static WebPMetadata From(CommonMetadata common)
    {
        var result = new WebPMetadata();
        if (common.Exif is not null) result._chunks.Add((Exif, common.Exif));
        if (common.Xmp is not null) result._chunks.Add((Xmp, common.Xmp));
        if (common.Iptc is not null) result.NotCarried.Add("IPTC");
        if (common.Resolution is not null && common.Exif is null) result.NotCarried.Add("the resolution");
        result.NotCarried.AddRange(common.Texts.Select(t => $"the text '{t.Key}'"));
        result.NotCarried.AddRange(common.Others);
        return result;
    }

    internal override byte[] PutInto(byte[] bare)
    {
        var image = Chunks(bare).ToList();
        if (_chunks.Count == 0) return bare;
        var profiles = _chunks.Where(c => c.Name == Profile).Concat(image.Where(c => c.Name == Profile).Select(c => (c.Name, c.Content.ToArray()))).Take(1)
            .ToList();
        using var result = new MemoryStream(bare.Length + _chunks.Sum(c => c.Content.Length + ChunkHead) + 64);
        result.Write("RIFF\0\0\0\0WEBP"u8);
        Write(result, Extended, Header(image, profiles.Count > 0));
        foreach (var (name, content) in profiles) Write(result, name, content);
        foreach (var (name, content) in image.Where(c => s_image.Contains(c.Name) && c.Name != Extended)) Write(result, name, content.Span);
        foreach (var (name, content) in _chunks.Where(c => c.Name != Profile)) Write(result, name, content);
        var file = result.ToArray();
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), file.Length - 8);
        return file;
    }

    internal override CommonMetadata Common()
    {
        byte[]? exif = Find(Exif);
        return new CommonMetadata
        {
            Exif = exif is not null && exif.AsSpan().StartsWith(ExifBlock.Prefix) ? exif[ExifBlock.Prefix.Length..] : exif,
            Xmp = Find(Xmp),
            Others = [.. _chunks.Where(c => c.Name is not (Exif or Xmp or Profile)).Select(c => $"the chunk '{c.Name}'").Distinct()],
        };
    }

    private byte[]? Find(string name) => _chunks.Find(c => c.Name == name).Content;

    /// <summary>What the extended form says first: which chunks there are, and the size of the image.</summary>
    private byte[] Header(List<(string Name, ReadOnlyMemory<byte> Content)> image, bool profile)
    {
        var result = new byte[10];
        var (name, content) = image.Find(c => c.Name is Extended or "VP8 " or "VP8L");
        var data = content.Span;
        if (name == Extended)
        {
            data[..10].CopyTo(result);
            result[0] &= AlphaFlag;
        }
        else
        {
            // VP8L: a mark, then 14 bits each for columns and rows, less one, then one for alpha. VP8: a tag, a mark, then 14 bits each.
            uint sizes = BinaryPrimitives.ReadUInt32LittleEndian(data[(name == "VP8L" ? 1 : 6)..]);
            var (columns, rows) = name == "VP8L" ? (sizes & 0x3fff, (sizes >> 14) & 0x3fff) : ((sizes & 0x3fff) - 1, ((sizes >> 16) & 0x3fff) - 1);
            result[0] = name == "VP8L" && (sizes >> 28 & 1) == 1 ? AlphaFlag : (byte)0;
            for (int i = 0; i < 3; i++) (result[4 + i], result[7 + i]) = ((byte)(columns >> (8 * i)), (byte)(rows >> (8 * i)));
        }
        if (profile) result[0] |= ProfileFlag;
        if (Find(Exif) is not null) result[0] |= ExifFlag;
        if (Find(Xmp) is not null) result[0] |= XmpFlag;
        return result;
    }

    private static IEnumerable<(string Name, ReadOnlyMemory<byte> Content)> Chunks(byte[] file)
    {
        for (long at = Head; at + ChunkHead <= file.Length;)
        {
            uint length = BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan((int)at + 4));
            if (length > file.Length - at - ChunkHead) yield break;
            yield return (Encoding.Latin1.GetString(file, (int)at, 4), file.AsMemory((int)at + ChunkHead, (int)length));
            at += ChunkHead + length + (length & 1);
        }
    }

    private static void Write(Stream stream, string name, ReadOnlySpan<byte> content)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, content.Length);
        stream.Write(Encoding.Latin1.GetBytes(name));
        stream.Write(length);
        stream.Write(content);
        if ((content.Length & 1) == 1) stream.WriteByte(0);
    }
}
