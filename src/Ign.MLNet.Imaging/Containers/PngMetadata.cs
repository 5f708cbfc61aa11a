using System.Buffers.Binary;
using System.Text;

namespace Ign.MLNet.Imaging;

/// <summary>The chunks of a PNG that are no part of the image.</summary>
internal sealed class PngMetadata : ContainerMetadata
{
    private const string Exif = "eXIf", Resolution = "pHYs", Background = "bKGD", Significant = "sBIT", Histogram = "hIST";
    private const int CmInMetre = 100;

    // Pixels, frames, and where an encoder of Apple's has cut its data.
    private static readonly string[] s_image = ["IHDR", "PLTE", "tRNS", "IDAT", "IEND", "acTL", "fcTL", "fdAT", "iDOT", "CgBI"];
    private static readonly string[] s_colour = ["gAMA", "cHRM", "sRGB", "iCCP", "cICP", "mDCV", "mDCv", "cLLI", "cLLi"];

    // Not marked as safe to copy, but true of every image of the same size and kind of colours.
    private static readonly string[] s_known = [.. s_colour, Background, Significant, Histogram, "tIME", "sTER", "orNT", "caBX"];

    private readonly List<PngChunk> _chunks = [];
    private PngSamples? _samples;

    private PngMetadata()
    {
    }

    internal static PngMetadata Read(byte[] file, int? orientation)
    {
        var result = new PngMetadata();
        var chunks = PngChunk.Read(file, out int end);
        result._samples = PngSamples.Of(chunks);
        foreach (var chunk in chunks.Where(c => !s_image.Contains(c.Name)))
            if (result.Carried(chunk, orientation) is { } carried) result._chunks.Add(carried);
        if (end < file.Length) result.NotCarried.Add("what stands behind the end of the image");
        return result;
    }

    internal static PngMetadata From(CommonMetadata common)
    {
        var result = new PngMetadata();
        if (common.Resolution?.InCm() is { } resolution) result.Add(Resolution, Physical(resolution), PngPlace.BeforePixels);
        if (common.Exif is not null) result.Add(Exif, common.Exif, PngPlace.BeforePixels);
        if (common.Xmp is not null) result.Add("iTXt", [.. Encoding.Latin1.GetBytes(PngText.XmpKey), 0, 0, 0, 0, 0, .. common.Xmp], PngPlace.BeforePixels);
        if (common.Iptc is not null)
            result.Add("tEXt", Encoding.Latin1.GetBytes($"{RawProfile.Keyword}iptc\0{RawProfile.Encode("iptc", PhotoshopResources.Of(common.Iptc))}"),
                PngPlace.BeforePixels);
        foreach (var (key, text) in common.Texts)
            result.Add("iTXt", [.. Encoding.Latin1.GetBytes(key), 0, 0, 0, 0, 0, .. Encoding.UTF8.GetBytes(text)], PngPlace.BeforePixels);
        result.NotCarried.AddRange(common.Others);
        return result;
    }

    /// <summary>The orientation that a PNG states in the form of ImageMagick, which the decoder does not read; null for none.</summary>
    internal static int? RawOrientation(byte[] file)
    {
        foreach (var chunk in PngChunk.Read(file, out _))
        {
            if (PngText.Read(chunk) is not { } text || !IsRaw(text, "exif", "APP1") || RawProfile.Decode(text.Text) is not { } block) continue;
            if (block.AsSpan().StartsWith(ExifBlock.Prefix)) return ExifBlock.OrientationOf(block.AsSpan(ExifBlock.Prefix.Length));
        }
        return null;
    }

    internal override byte[] PutInto(byte[] bare)
    {
        var image = PngChunk.Read(bare, out _);
        var target = PngSamples.Of(image)!;
        List<PngChunk> parts = [.. _chunks.Select(c => Fitted(c, target)).OfType<PngChunk>()];
        using var result = new MemoryStream(bare.Length + parts.Sum(c => c.Content.Length + 12));
        result.Write(bare, 0, 8);
        Image("IHDR");
        Image("iCCP");
        Place(PngPlace.BeforePalette);
        Image("PLTE");
        Image("tRNS");
        Place(PngPlace.BeforePixels);
        WritePixels(result, bare);
        Place(PngPlace.AfterPixels);
        Image("IEND");
        return result.ToArray();

        void Image(string name) => image.Find(c => c.Name == name)?.WriteTo(result);

        void Place(PngPlace place)
        {
            foreach (var part in parts.Where(c => c.Place == place)) part.WriteTo(result);
        }
    }

    internal override CommonMetadata Common()
    {
        var texts = _chunks.Select(PngText.Read).OfType<PngText>().ToList();
        byte[]? raw = Raw(texts, "exif", "APP1"), iptc = Raw(texts, "iptc", "8bim");
        var xmp = texts.Find(t => t.Key == PngText.XmpKey);
        byte[]? exif = _chunks.Find(c => c.Name == Exif)?.Content ?? raw;
        return new CommonMetadata
        {
            Exif = exif is not null && exif.AsSpan().StartsWith(ExifBlock.Prefix) ? exif[ExifBlock.Prefix.Length..] : exif,
            Xmp = xmp is null ? Raw(texts, "xmp") : Encoding.Latin1.GetBytes(xmp.Text),
            Iptc = iptc is null ? null : PhotoshopResources.IptcOf(iptc) ?? (iptc.Length > 0 && iptc[0] == 0x1c ? iptc : null),
            Texts = [.. texts.Where(t => t.Key != PngText.XmpKey && !t.Key.StartsWith(RawProfile.Keyword, StringComparison.OrdinalIgnoreCase))
                .Select(t => (t.Key, t.Meant))],
            Resolution = _chunks.Find(c => c.Name == Resolution) is { Content.Length: >= 9 } physical ? ResolutionOf(physical.Content) : null,
            Others = [.. _chunks.Where(c => c.Name is not (Exif or Resolution or "tEXt" or "zTXt" or "iTXt") && !s_colour.Contains(c.Name))
                .Select(c => $"the chunk '{c.Name}'").Distinct()],
        };
    }

    private static bool IsRaw(PngText text, params string[] names) =>
        names.Any(n => text.Key.Equals(RawProfile.Keyword + n, StringComparison.OrdinalIgnoreCase));

    private static byte[]? Raw(List<PngText> texts, params string[] names) =>
        texts.Find(t => IsRaw(t, names)) is { } text ? RawProfile.Decode(text.Text) : null;

    private PngChunk? Carried(PngChunk chunk, int? orientation)
    {
        if (!chunk.IsSafeToCopy && !s_known.Contains(chunk.Name))
        {
            NotCarried.Add($"the chunk '{chunk.Name}', which is of the pixels as they were");
            return null;
        }
        if (chunk.Name == "caBX") NotCarried.Add("the truth of the C2PA manifest, which is kept and signs the pixels as they were");
        if (chunk.Name == Exif) return chunk with { Content = ExifBlock.Carried(chunk.Content, orientation, NotCarried) };
        if (chunk.Name == Resolution && IsSideways(orientation) && chunk.Content.Length >= 8)
            return chunk with { Content = [.. chunk.Content[4..8], .. chunk.Content[..4], .. chunk.Content[8..]] };
        if (chunk.Name == "orNT" && orientation is not null && chunk.Content.Length == 1) return chunk with { Content = [1] };
        return PngText.Read(chunk) is { } text && Upright(text, orientation) is { } changed ? chunk with { Content = changed } : chunk;
    }

    /// <summary>The content of a text that says something of the image as it was; null where it may stay.</summary>
    private byte[]? Upright(PngText text, int? orientation)
    {
        if (text.Key == PngText.XmpKey)
        {
            string carried = Encoding.Latin1.GetString(XmpPacket.Carried(Encoding.Latin1.GetBytes(text.Text), orientation, NotCarried));
            return carried == text.Text ? null : text.With(carried);
        }
        if (!IsRaw(text, "exif", "APP1", "xmp", "iptc", "8bim") || RawProfile.Decode(text.Text) is not { } content) return null;
        byte[] result = content.AsSpan().StartsWith(ExifBlock.Prefix) ? ExifBlock.Carried(content, orientation, NotCarried)
            : IsRaw(text, "iptc", "8bim") ? PhotoshopResources.Carried(content, NotCarried)
            : XmpPacket.Carried(content, orientation, NotCarried);
        return result.AsSpan().SequenceEqual(content) ? null : text.With(RawProfile.Encode(text.Text.Split('\n', 3)[1], result));
    }

    /// <summary>A chunk as it must be for the samples of the result.</summary>
    private PngChunk? Fitted(PngChunk chunk, PngSamples target)
    {
        if (chunk.Name is not (Background or Significant or Histogram) || _samples is null) return chunk;
        byte[]? content = chunk.Name switch
        {
            Background => _samples.Background(chunk.Content, target),
            Significant => _samples.Significant(chunk.Content, target),
            _ => target.Type == 3 && target.Palette.AsSpan().SequenceEqual(_samples.Palette) ? chunk.Content : null,
        };
        if (content is not null) return chunk with { Content = content, Place = chunk.Name == Significant ? PngPlace.BeforePalette : PngPlace.BeforePixels };
        NotCarried.Add($"the chunk '{chunk.Name}', which is of the palette as it was");
        return null;
    }

    private void Add(string name, byte[] content, PngPlace place) => _chunks.Add(new PngChunk(name, content, place));

    private static void WritePixels(Stream stream, byte[] file)
    {
        for (int at = 8; at + 12 <= file.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at)) + 12;
            if (file.AsSpan(at + 4).StartsWith("IDAT"u8)) stream.Write(file, at, length);
            at += length;
        }
    }

    private static Resolution? ResolutionOf(ReadOnlySpan<byte> physical)
    {
        uint x = BinaryPrimitives.ReadUInt32BigEndian(physical), y = BinaryPrimitives.ReadUInt32BigEndian(physical[4..]);
        if (x == 0 || y == 0) return null;
        return physical[8] == 1 ? new Resolution((double)x / CmInMetre, (double)y / CmInMetre, ResolutionUnit.Cm) : new Resolution(x, y, ResolutionUnit.None);
    }

    private static byte[] Physical(Resolution resolution)
    {
        double scale = resolution.Unit == ResolutionUnit.None ? 1 : CmInMetre;
        var result = new byte[9];
        BinaryPrimitives.WriteUInt32BigEndian(result, (uint)Math.Clamp(Math.Round(resolution.X * scale), 1, int.MaxValue));
        BinaryPrimitives.WriteUInt32BigEndian(result.AsSpan(4), (uint)Math.Clamp(Math.Round(resolution.Y * scale), 1, int.MaxValue));
        result[8] = (byte)(resolution.Unit == ResolutionUnit.None ? 0 : 1);
        return result;
    }
}
