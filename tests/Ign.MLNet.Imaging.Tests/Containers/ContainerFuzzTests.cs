using System.Globalization;
using NetVips;

namespace Ign.MLNet.Imaging.Tests;

/// <summary>The containers of files that are broken by chance; IGN_FUZZ_ITERATIONS makes them more than the ten thousand of the default run.</summary>
[TestClass]
public sealed class ContainerFuzzTests
{
    [TestMethod]
    public void Broken_containers_give_up_what_is_whole_and_never_spoil_a_result()
    {
        int count = Environment.GetEnvironmentVariable("IGN_FUZZ_ITERATIONS") is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : 10_000, carried = 0;
        var seeds = Seeds();
        var bare = Bare();
        for (int i = 0; i < count; i++)
        {
            var file = Mutation.Break(seeds, i);
            try
            {
                if (Try(file, i, bare)) carried++;
            }
            catch (Exception e) when (e is not ImageFileException)
            {
                Assert.Fail($"Broken file {i}: {e}");
            }
        }
        Console.WriteLine($"{count} broken files, {carried} with metadata");
        Assert.IsGreaterThan(count / 4, carried, "Most mutations must not end at the first bytes.");
    }

    private static bool Try(byte[] file, int way, Dictionary<ImageFormat, byte[]> bare)
    {
        ImageFormat format;
        try
        {
            format = ImageFormats.Detect(file);
        }
        catch (ImageFileException)
        {
            return false;
        }
        int? orientation = way % 8 == 0 ? null : 1 + (way % 8);
        if (ContainerMetadata.Read(file, format, orientation) is not { } parts) return false;
        if (format == ImageFormat.Png) _ = PngMetadata.RawOrientation(file);
        byte[] result = parts.PutInto(bare[format]);
        // The same pixels, whatever stands beside them, for as far as another reader of the container sees.
        Assert.AreEqual(format, ImageFormats.Detect(result));
        Assert.IsGreaterThanOrEqualTo(0, result.AsSpan().IndexOf(Coded(bare[format], format)), $"Broken file {way}: the pixels");
        var target = (ImageFormat)(way / 8 % 4);
        try
        {
            ContainerMetadata.From(parts.Common(), target)!.PutInto(bare[target]);
        }
        catch (ImageFileException e)
        {
            Assert.Contains("that fit there", e.Message);
        }
        return result.Length > bare[format].Length;
    }

    /// <summary>Bytes of the middle of the pixels.</summary>
    private static ReadOnlySpan<byte> Coded(byte[] file, ImageFormat format) =>
        format == ImageFormat.Tiff ? file.AsSpan(8, 40) : file.AsSpan(file.Length - 80, 40);

    private static Dictionary<ImageFormat, byte[]> Bare()
    {
        using var image = Pictures.Random(16, 12, 3);
        const Enums.ForeignKeep None = Enums.ForeignKeep.None;
        return new()
        {
            [ImageFormat.Png] = image.PngsaveBuffer(keep: None),
            [ImageFormat.Jpeg] = image.JpegsaveBuffer(keep: None),
            [ImageFormat.WebP] = image.WebpsaveBuffer(lossless: true, keep: None),
            [ImageFormat.Tiff] = image.TiffsaveBuffer(keep: None),
        };
    }

    private static List<byte[]> Seeds()
    {
        var seeds = FuzzSeeds.All();
        byte[] exif = ExifBlocks.OfCamera(little: false, 6, [1, 2, 3, 4, 5, 6]), little = ExifBlocks.OfCamera(little: true, 8, [1, 2, 3, 4, 5, 6]);
        using var image = Pictures.Smooth(24, 16, 3);
        byte[] jpeg = image.JpegsaveBuffer(keep: Enums.ForeignKeep.None), png = image.PngsaveBuffer(keep: Enums.ForeignKeep.None);
        byte[] resources = [.. PhotoshopResources.Of([0x1c, 2, 25, 0, 1, 65]), .. "8BIM"u8, 4, 12, 0, 0, 0, 0, 0, 4, 1, 2, 3, 4];
        string raw = RawProfile.Encode("exif", [.. "Exif\0\0"u8, .. exif]);
        for (int i = 0; i < 8; i++) // as many as to be met often
        {
            seeds.Add(Jpeg.With(jpeg, Jpeg.Segment(0xe1, [.. "Exif\0\0"u8, .. i % 2 == 0 ? exif : little]),
                Jpeg.Segment(0xed, [.. "Photoshop 3.0\0"u8, .. resources]),
                Jpeg.Segment(0xe1, [.. "http://ns.adobe.com/xap/1.0/\0<a xmlns:hdrgm='http://ns.adobe.com/hdr-gain-map/1.0/' hdrgm:Version='1'/>"u8])));
            seeds.Add(
                Png.With(Png.With(png, "eXIf", i % 2 == 0 ? little : exif), "tEXt", System.Text.Encoding.Latin1.GetBytes($"Raw profile type exif\0{raw}")));
        }
        return seeds;
    }
}
