using System.Buffers.Binary;
using System.Text;

namespace Ign.MLNet.Imaging;

/// <summary>The segments of a JPEG that are no part of the image, and what stands behind it.</summary>
internal sealed class JpegMetadata : ContainerMetadata
{
    private const byte EndOfImage = 0xd9;

    private readonly List<JpegSegment> _segments = [];
    private byte[] _behind = [];

    private JpegMetadata()
    {
    }

    internal static JpegMetadata Read(byte[] file, int? orientation)
    {
        var result = new JpegMetadata();
        var segments = new List<JpegSegment>();
        for (int at = 2; JpegFile.Next(file, ref at, out byte marker, out var content);)
        {
            if (marker == EndOfImage)
            {
                result._behind = file[at..];
                break;
            }
            if (JpegSegment.IsCarried(marker) && content.Length <= JpegSegment.MaxContent) segments.Add(new JpegSegment(marker, content.ToArray()));
        }
        // Offsets of a video count from the end of the file, so they hold; a picture shows the image as it was, or what belongs to the pixels that it had.
        bool pictures = segments.Exists(s => s.IsPictures || (s.IsXmp && XmpPacket.AnnouncesGainMap(s.Content)))
            || result._behind.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xff, 0xd8, 0xff]);
        if (pictures) result.LeaveOutPictures(segments);
        foreach (var segment in segments)
            if (result.Carried(segment, orientation, pictures) is { } carried) result._segments.Add(carried);
        return result;
    }

    internal static JpegMetadata From(CommonMetadata common)
    {
        var result = new JpegMetadata();
        result._segments.Add(new JpegSegment(0xe0, Jfif(common.Resolution)));
        result.Add(0xe1, ExifBlock.Prefix, common.Exif, "EXIF");
        result.Add(0xe1, JpegSegment.XmpName, common.Xmp, "XMP");
        result.Add(0xed, JpegSegment.PhotoshopName, common.Iptc is null ? null : PhotoshopResources.Of(common.Iptc), "IPTC");
        foreach (var (key, text) in common.Texts)
        {
            if (key == "Comment" && Encoding.UTF8.GetByteCount(text) <= JpegSegment.MaxContent)
                result._segments.Add(new JpegSegment(JpegSegment.Comment, Encoding.UTF8.GetBytes(text)));
            else result.NotCarried.Add($"the text '{key}'");
        }
        result.NotCarried.AddRange(common.Others);
        return result;
    }

    internal override byte[] PutInto(byte[] bare)
    {
        var own = new List<JpegSegment>();
        int at = 2, start = 2;
        // Those that the encoder wrote stand before all others.
        for (; JpegFile.Next(bare, ref at, out byte marker, out var content) && JpegSegment.IsCarried(marker); start = at)
            own.Add(new JpegSegment(marker, content.ToArray()));
        int components = JpegFile.Components(bare);
        var coding = own.Find(s => s.IsAdobe);
        var parts = _segments.Where(s =>
            !s.IsAdobe || (coding is null ? components == 1 || (components == 3 && s.AdobeTransform == 1) : coding.AdobeTransform == s.AdobeTransform))
            .ToList();
        if (parts.Exists(s => s.IsAdobe)) coding = null;
        using var result = new MemoryStream(bare.Length + parts.Sum(s => s.Content.Length + 4) + _behind.Length);
        result.Write([0xff, 0xd8]);
        foreach (var part in parts) part.WriteTo(result);
        foreach (var part in own.Where(s => s.IsProfile || ReferenceEquals(s, coding))) part.WriteTo(result);
        result.Write(bare, start, bare.Length - start);
        result.Write(_behind);
        return result.ToArray();
    }

    internal override CommonMetadata Common() => new()
    {
        Exif = _segments.Find(s => s.IsExif)?.Content[ExifBlock.Prefix.Length..],
        Xmp = _segments.Find(s => s.IsXmp)?.Content[JpegSegment.XmpName.Length..],
        Iptc = _segments.Where(s => s.IsPhotoshop).Select(s => PhotoshopResources.IptcOf(s.Content.AsSpan(JpegSegment.PhotoshopName.Length)))
            .FirstOrDefault(i => i is not null),
        Texts = [.. _segments.Where(s => s.Marker == JpegSegment.Comment).Select(s => ("Comment", Encoding.UTF8.GetString(s.Content).TrimEnd('\0')))],
        Resolution = _segments.Find(s => s.IsJfif) is { } jfif ? ResolutionOf(jfif.Content) : null,
        Others = [.. _segments.Where(s => !(s.IsJfif || s.IsExif || s.IsXmp || s.IsProfile || s.IsAdobe || s.IsPhotoshop || s.Marker == JpegSegment.Comment))
            .Select(s => s.Name).Distinct(),
            .. _behind.Length > 0 ? ["what stands behind the image"] : (IEnumerable<string>)[]],
    };

    private void LeaveOutPictures(List<JpegSegment> segments)
    {
        bool gainMap = segments.Exists(s => s.IsXmp && XmpPacket.AnnouncesGainMap(s.Content)),
            video = segments.Exists(s => s.IsXmp && XmpPacket.AnnouncesVideo(s.Content));
        NotCarried.Add(gainMap ? "the gain map, which belongs to the pixels as they were" : "further pictures in the file, which show the image as it was");
        if (video) NotCarried.Add("the video of the motion photo, which stands among such pictures");
        _behind = [];
    }

    private JpegSegment? Carried(JpegSegment segment, int? orientation, bool pictures)
    {
        if (segment.IsPictures) return null;
        if (segment.Is(0, "JFXX\0"u8)) return Without("the thumbnail in JFXX");
        if (segment.IsJfif) return segment with { Content = Upright(segment.Content, IsSideways(orientation)) };
        if (segment.IsExif) return segment with { Content = ExifBlock.Carried(segment.Content, orientation, NotCarried) };
        if (segment.IsPhotoshop)
            return segment with
            {
                Content = [.. JpegSegment.PhotoshopName, .. PhotoshopResources.Carried(segment.Content.AsSpan(JpegSegment.PhotoshopName.Length), NotCarried)],
            };
        if (segment.Is(11, "JP"u8) && segment.Content.AsSpan().IndexOf("c2pa"u8) >= 0 && !NotCarried.Contains(Manifest)) NotCarried.Add(Manifest);
        if (!segment.IsXmp) return segment;
        var packet = XmpPacket.Carried(segment.Content.AsSpan(JpegSegment.XmpName.Length), orientation, NotCarried);
        if (pictures) packet = XmpPacket.WithoutAnnouncements(packet);
        // Without its parts it may have grown by what XML lets one write shorter.
        return packet.Length > JpegSegment.MaxContent - JpegSegment.XmpName.Length ? segment : segment with { Content = [.. JpegSegment.XmpName, .. packet] };

        JpegSegment? Without(string part)
        {
            NotCarried.Add($"{part}, which shows the image as it was");
            return null;
        }
    }

    /// <summary>JFIF without its thumbnail.</summary>
    private byte[] Upright(byte[] jfif, bool sideways)
    {
        if (jfif[12] * jfif[13] > 0) NotCarried.Add("the thumbnail in JFIF, which shows the image as it was");
        byte[] result = [.. jfif[..12], 0, 0];
        if (sideways) (result[8], result[9], result[10], result[11]) = (result[10], result[11], result[8], result[9]);
        return result;
    }

    private static Resolution? ResolutionOf(ReadOnlySpan<byte> jfif)
    {
        int x = BinaryPrimitives.ReadUInt16BigEndian(jfif[8..]), y = BinaryPrimitives.ReadUInt16BigEndian(jfif[10..]);
        bool told = jfif[7] is 1 or 2 || (jfif[7] == 0 && x != y);
        return told && x > 0 && y > 0 ? new Resolution(x, y, (ResolutionUnit)jfif[7]) : null;
    }

    private static byte[] Jfif(Resolution? resolution)
    {
        byte[] result = [.. JpegSegment.JfifName, 1, 1, 0, 0, 1, 0, 1, 0, 0];
        if (resolution is not { } given || Math.Round(given.X) is < 1 or > ushort.MaxValue || Math.Round(given.Y) is < 1 or > ushort.MaxValue) return result;
        result[7] = (byte)given.Unit;
        BinaryPrimitives.WriteUInt16BigEndian(result.AsSpan(8), (ushort)Math.Round(given.X));
        BinaryPrimitives.WriteUInt16BigEndian(result.AsSpan(10), (ushort)Math.Round(given.Y));
        return result;
    }

    private void Add(byte marker, ReadOnlySpan<byte> prefix, byte[]? content, string name)
    {
        if (content is null) return;
        int most = JpegSegment.MaxContent - prefix.Length;
        if (content.Length > most)
            throw new ImageFileException($"cannot be written as JPEG: its {name} of {content.Length:N0} bytes is larger than the {most:N0} that fit there.");
        _segments.Add(new JpegSegment(marker, [.. prefix, .. content]));
    }

    private const string Manifest = "the truth of the C2PA manifest, which is kept and signs the pixels as they were";
}
