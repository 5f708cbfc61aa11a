using System.Buffers.Binary;
using System.Text;
using NetVips;

namespace Ign.MLNet.Imaging.Tests;

/// <summary>Metadata goes from container to container, byte for byte.</summary>
[TestClass]
public sealed class ContainerTests
{
    private const string XmpName = "http://ns.adobe.com/xap/1.0/\0", Gain = "http://ns.adobe.com/hdr-gain-map/1.0/";
    private static readonly byte[] s_maker = [.. "MAKER offsets 200 400"u8];

    [TestMethod]
    public void Segments_of_a_jpeg_and_what_stands_behind_it_are_kept()
    {
        byte[][] segments =
        [
            Jpeg.Segment(0xe1, [.. Encoding.ASCII.GetBytes(XmpName), .. "<x xmpNote:HasExtendedXMP='0123'/>"u8]),
            Jpeg.Segment(0xe1, [.. "http://ns.adobe.com/xmp/extension/\0"u8, .. new byte[5000]]),
            Jpeg.Segment(0xe1, [.. "FLIR\0"u8, 1, 2, 255, 0]),
            Jpeg.Segment(0xe6, [.. "GoPro\0"u8, 9]),
            Jpeg.Segment(0xeb, [.. "JP"u8, 0, 1, 0, 0, 0, 1, .. "jumbc2pa"u8]),
            Jpeg.Segment(0xe2, [.. "ICC_PROFILE\0"u8, 1, 2, 7]),
            Jpeg.Segment(0xe2, [.. "ICC_PROFILE\0"u8, 2, 2, 8]),
            Jpeg.Segment(0xfe, [.. "Grüße"u8]),
            Jpeg.Segment(0xfe, [0, 255, 0]),
        ];
        byte[] video = [0, 0, 0, 16, .. "ftypmp42"u8, 1, 2, 3];
        byte[] file = [.. Jpeg.With(Plain("jpg"), segments), .. video];
        byte[] result = Restored(file, out var notCarried);
        CollectionAssert.AreEqual(segments.SelectMany(s => s).ToArray(), result[2..(2 + segments.Sum(s => s.Length))]);
        CollectionAssert.AreEqual(video, result[^video.Length..]);
        CollectionAssert.AreEqual(new[] { "the truth of the C2PA manifest, which is kept and signs the pixels as they were" }, notCarried);
    }

    [TestMethod]
    public void What_shows_the_image_as_it_was_goes_with_all_that_announces_it()
    {
        string xmp = $"<x:xmpmeta xmlns:x='adobe:ns:meta/'><r xmlns:hdrgm='{Gain}' hdrgm:Version='1.0' xmlns:GCamera='http://ns.google.com/photos/1.0/camera/' GCamera:MotionPhoto='1'><b>stays</b></r></x:xmpmeta>";
        byte[] file =
        [
            .. Jpeg.With(Plain("jpg"), Jpeg.Segment(0xe1, [.. Encoding.ASCII.GetBytes(XmpName + xmp)]), Jpeg.Segment(0xe2, [.. "MPF\0"u8, 1]),
                Jpeg.Segment(0xe0, [.. "JFXX\0"u8, 1])),
            0xff, 0xd8, 0xff, 0xd9,
        ];
        byte[] result = Restored(file, out var notCarried);
        string text = Encoding.Latin1.GetString(result);
        foreach (string gone in (string[])["hdrgm:Version", "MotionPhoto=", "MPF", "JFXX"]) Assert.DoesNotContain(gone, text);
        Assert.Contains("<b>stays</b>", text);
        CollectionAssert.AreEqual((byte[])[0xff, 0xd9], result[^2..]);
        Assert.HasCount(3, notCarried);
        Assert.Contains("gain map", notCarried[0]);
        Assert.Contains("video", notCarried[1]);
        Assert.Contains("JFXX", notCarried[2]);
    }

    [TestMethod]
    [DataRow("jpg", true)]
    [DataRow("jpg", false)]
    [DataRow("png", true)]
    [DataRow("png", false)]
    [DataRow("webp", false)]
    public void Exif_is_changed_in_four_places_and_no_others(string format, bool little)
    {
        byte[] before = ExifBlocks.OfCamera(little, 6, s_maker), expected = ExifBlocks.OfCamera(little, 1, s_maker)[..500];
        // Sizes and resolutions change places, and the link to the thumbnail goes.
        byte[] turned = Swapped(expected, little);
        byte[] result = Restored(With(Plain(format), format, before), out var notCarried);
        Assert.IsGreaterThan(0, result.AsSpan().IndexOf(turned), "the block as it should be");
        Assert.AreEqual(-1, result.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xff, 0xd8, 1, 2]), "the thumbnail");
        Assert.HasCount(1, notCarried);
        using var image = RestorableImage.Open(result, new ImageLimits());
        Assert.AreEqual((16, 24, (int?)null), (image.Width, image.Height, image.Orientation));

        static byte[] Swapped(byte[] block, bool little)
        {
            var result = (byte[])block.Clone();
            const int First = 8, Photo = 200, Entry = 12;
            SwapEntries(result, First + 2 + (2 * Entry), First + 2 + (3 * Entry));
            SwapEntries(result, Photo + 2 + Entry, Photo + 2 + (2 * Entry));
            result.AsSpan(First + 2 + (5 * Entry), 4).Clear();
            return result;
        }

        static void SwapEntries(byte[] block, int a, int b)
        {
            byte[] kept = block[(a + 2)..(a + 12)];
            block.AsSpan(b + 2, 10).CopyTo(block.AsSpan(a + 2));
            kept.CopyTo(block, b + 2);
        }
    }

    [TestMethod]
    public void Chunks_of_a_png_are_kept_where_they_stood()
    {
        var file = Plain("png");
        var before = new List<(string Name, byte[] Content)>
        {
            ("gAMA", [0, 1, 0x86, 0xa0]), ("sBIT", [5, 6, 5]), ("pHYs", [0, 0, 0, 2, 0, 0, 0, 1, 0]), ("tIME", [7, 230, 1, 2, 3, 4, 5]), ("saFe", [1]),
        };
        for (int i = 0; i < 60; i++) before.Add(("tEXt", [.. Encoding.Latin1.GetBytes($"  Schlüssel {i}"), 0, .. Encoding.Latin1.GetBytes("Wert é")]));
        foreach (var (name, content) in Enumerable.Reverse(before)) file = Png.With(file, name, content);
        file = Png.WithAtEnd(Png.With(file, "unSF", [2]), "iTXt", [.. "Title\0\0\0de\0Titel\0"u8, .. "behind the pixels"u8]);
        byte[] result = Restored(file, out var notCarried);
        var names = Png.Chunks(result).Select(c => c.Name).ToArray();
        CollectionAssert.AreEqual(before.Select(c => Convert.ToHexString(c.Content)).ToArray(),
            Png.Chunks(result).Skip(1).Take(before.Count).Select(c => Convert.ToHexString(c.Content)).ToArray());
        Assert.IsGreaterThan(Array.IndexOf(names, "IDAT"), Array.IndexOf(names, "iTXt"));
        CollectionAssert.AreEqual(new[] { "the chunk 'unSF', which is of the pixels as they were" }, notCarried);
        using var image = RestorableImage.Open(result, new ImageLimits());
    }

    [TestMethod]
    public void Exif_in_a_text_as_imagemagick_writes_it_turns_the_image()
    {
        byte[] block = [.. "Exif\0\0"u8, .. ExifBlocks.OfCamera(little: false, 6, s_maker)];
        string text = $"\nexif\n{block.Length,8}\n{string.Join('\n', Convert.ToHexStringLower(block).Chunk(72).Select(c => new string(c)))}\n";
        byte[] result = Restored(Png.With(Plain("png"), "tEXt", [.. Encoding.ASCII.GetBytes($"Raw profile type exif\0{text}")]), out _);
        using var image = RestorableImage.Open(result, new ImageLimits());
        Assert.AreEqual((16, 24, (int?)null), (image.Width, image.Height, image.Orientation));
        string digits = Encoding.ASCII.GetString(Png.Chunks(result).Single(c => c.Name == "tEXt").Content).ReplaceLineEndings("");
        Assert.Contains(Convert.ToHexStringLower(s_maker), digits);
    }

    [TestMethod]
    public void Palettes_and_few_bits_say_the_same_of_whole_samples()
    {
        using var grey = Pictures.Smooth(8, 8, 1);
        var file = Png.With(Png.With(grey.PngsaveBuffer(bitdepth: 4, keep: Enums.ForeignKeep.None), "bKGD", [0, 15]), "sBIT", [3]);
        var chunks = Png.Chunks(Restored(file, out _)).ToDictionary(c => c.Name, c => c.Content);
        int most = (1 << chunks["IHDR"][8]) - 1;
        Assert.AreEqual(most, BinaryPrimitives.ReadUInt16BigEndian(chunks["bKGD"]));
        Assert.AreEqual(3, chunks["sBIT"][0]);
    }

    [TestMethod]
    public void Chunks_of_a_webp_are_kept()
    {
        byte[] file = [.. Plain("webp"), .. "ABCD"u8, 3, 0, 0, 0, 1, 2, 3, 0];
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), file.Length - 8);
        byte[] result = Restored(file, out var notCarried);
        CollectionAssert.AreEqual(file[^12..], result[^12..]);
        Assert.HasCount(0, notCarried);
        Assert.AreEqual(result.Length - 8, BinaryPrimitives.ReadInt32LittleEndian(result.AsSpan(4)));
        CollectionAssert.AreEqual(Files.Pixels(Plain("webp")), Files.Pixels(result));
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Tags_of_a_tiff_are_kept_in_either_byte_order(bool little)
    {
        byte[] iptc = [0x1c, 2, 0, 0, 2, 0, 4, 0x1c, 2, 25, 0, 5, .. "alpha"u8];
        var file = Tiff(little, iptc);
        byte[] result = Restored(file, out var notCarried);
        var tags = TiffTagReader.Read(result, _ => true);
        Assert.AreEqual("Ada\0", Encoding.UTF8.GetString(Tag(315).Value));
        CollectionAssert.AreEqual((byte[])[1, 0, 0, 0, 3, 0, 0, 0], Tag(282).Value, "a third is no float");
        CollectionAssert.AreEqual((byte[])[1, 0], Tag(296).Value);
        CollectionAssert.AreEqual(iptc[..16], Tag(33723).Value);
        CollectionAssert.AreEqual((byte[])[0x39, 0x30], Tag(40000).Value, "an unknown tag");
        var exif = Tag(TiffTagReader.Exif).Directory!;
        CollectionAssert.AreEqual(s_maker, exif.Single(t => t.Id == 37500).Value);
        CollectionAssert.AreEqual((byte[])[1, 0, 0, 0, 0x40, 0x1f, 0, 0], exif.Single(t => t.Id == 33434).Value);
        Assert.HasCount(1, notCarried);
        CollectionAssert.AreEqual(Files.Pixels(file), Files.Pixels(result));

        TiffEntry Tag(int id) => tags.Single(t => t.Id == id);
    }

    [TestMethod]
    public void Another_format_gets_what_it_has_a_place_for_and_the_rest_is_named()
    {
        var jpeg = Jpeg.With(With(Plain("jpg"), "jpg", ExifBlocks.OfCamera(little: true, 1, s_maker)), Jpeg.Segment(0xe1, [.. "FLIR\0"u8, 1]),
            Jpeg.Segment(0xfe, [.. "a comment"u8]),
            Jpeg.Segment(0xed, [.. "Photoshop 3.0\0"u8, .. PhotoshopResources.Of([0x1c, 2, 25, 0, 1, 65])]));
        var png = Converted(jpeg, ImageFormat.Png, out var notCarried);
        CollectionAssert.IsSubsetOf(new[] { "APP1 'FLIR'" }, notCarried);
        var chunks = Png.Chunks(png);
        Assert.IsTrue(chunks.Exists(c => c.Name == "eXIf"));
        Assert.IsTrue(chunks.Exists(c => c.Name == "iTXt" && Encoding.UTF8.GetString(c.Content) == "Comment\0\0\0\0\0a comment"));
        // And back again, by way of a TIFF.
        var tags = TiffTagReader.Read(Converted(png, ImageFormat.Tiff, out notCarried), _ => true);
        CollectionAssert.AreEqual((byte[])[0x1c, 2, 25, 0, 1, 65], tags.Single(t => t.Id == 33723).Value);
        Assert.AreEqual("ign makes\0", Encoding.ASCII.GetString(tags.Single(t => t.Id == 0x10f).Value));
        CollectionAssert.Contains(notCarried, "the text 'Comment'");
        Converted(png, ImageFormat.Bmp, out notCarried);
        CollectionAssert.IsSubsetOf(new[] { "EXIF", "IPTC", "the text 'Comment'" }, notCarried);
    }

    private static byte[] Plain(string format)
    {
        using var image = Pictures.Smooth(24, 16, 3);
        return format switch
        {
            "png" => image.PngsaveBuffer(keep: Enums.ForeignKeep.None),
            "jpg" => image.JpegsaveBuffer(keep: Enums.ForeignKeep.None),
            _ => image.WebpsaveBuffer(lossless: true, exact: true, keep: Enums.ForeignKeep.None),
        };
    }

    private static byte[] With(byte[] file, string format, byte[] exif)
    {
        if (format == "png") return Png.With(file, "eXIf", exif);
        if (format == "jpg") return Jpeg.With(file, Jpeg.Segment(0xe1, [.. "Exif\0\0"u8, .. exif]));
        byte[] result = [.. "RIFF\0\0\0\0WEBPVP8X"u8, 10, 0, 0, 0, 8, 0, 0, 0, 23, 0, 0, 15, 0, 0, .. file[12..], .. "EXIF"u8, (byte)exif.Length,
            (byte)(exif.Length >> 8), 0, 0, .. exif];
        BinaryPrimitives.WriteInt32LittleEndian(result.AsSpan(4), result.Length - 8);
        return result;
    }

    private static byte[] Tiff(bool little, byte[] iptc)
    {
        const int Exif = 700, Pixels = 1000;
        var file = new byte[Pixels + 64];
        ExifBlocks.Head(little).CopyTo(file, 0);
        ExifBlocks.Directory(little, 8, 0, ExifBlocks.Short(256, 8), ExifBlocks.Short(257, 8), ExifBlocks.Short(258, 8), ExifBlocks.Short(259, 1),
            ExifBlocks.Short(262, 1),
            ExifBlocks.Long(273, Pixels), ExifBlocks.Short(277, 1), ExifBlocks.Short(278, 8), ExifBlocks.Long(279, 64), ExifBlocks.Fraction(282, 1, 3),
            ExifBlocks.Fraction(283, 1, 3), ExifBlocks.Short(296, 1),
            ExifBlocks.Text(315, "Ada"), new ExifBlocks.Entry(33723, 7, iptc[..16]), ExifBlocks.Long(34665, Exif),
            ExifBlocks.Short(40000, 12345)).CopyTo(file, 8);
        ExifBlocks.Directory(little, Exif, 0, ExifBlocks.Fraction(33434, 1, 8000), new ExifBlocks.Entry(37500, 7, s_maker)).CopyTo(file, Exif);
        for (int i = 0; i < 64; i++) file[Pixels + i] = (byte)(3 * i);
        return file;
    }

    private static byte[] Restored(byte[] file, out List<string> notCarried) => Converted(file, null, out notCarried);

    private static byte[] Converted(byte[] file, ImageFormat? format, out List<string> notCarried)
    {
        using var image = RestorableImage.Open(file, new ImageLimits());
        var card = Files.Card(3);
        byte[] result = image.Encode(image.Decode(card), card, format);
        notCarried = [.. image.NotCarried];
        return result;
    }
}
