using NetVips;

namespace Ign.MLNet.Imaging.Tests;

[TestClass]
public sealed class StorageTests
{
    [TestMethod]
    public void The_quality_of_a_jpeg_is_found_in_its_tables()
    {
        using var grey = Pictures.Smooth(16, 16, 1);
        using var colour = Pictures.Smooth(16, 16, 3);
        foreach (var image in (Image[])[grey, colour])
            for (int quality = 1; quality <= 100; quality++)
                Assert.AreEqual(quality, JpegQuality.Of(image.JpegsaveBuffer(q: quality))!.Value, 1.0, $"{image.Bands} bands");
    }

    [TestMethod]
    public void Tables_of_other_programs_get_a_quality_about_as_coarse()
    {
        using var image = Pictures.Smooth(16, 16, 3);
        foreach (int table in (int[])[1, 2, 3])
        {
            int? fine = JpegQuality.Of(image.JpegsaveBuffer(q: 95, quantTable: table)), coarse = JpegQuality.Of(image.JpegsaveBuffer(q: 40, quantTable: table));
            Assert.IsTrue(fine is >= 80 and <= 100 && coarse is >= 20 and <= 85 && fine > coarse, $"table {table}: {fine}, {coarse}");
        }
        Assert.IsNull(JpegQuality.Of([0xff, 0xd8, 0xff, 0xd9]));
    }

    [TestMethod]
    [DataRow(40, true, true)]
    [DataRow(75, false, false)]
    [DataRow(92, true, false)]
    [DataRow(97, false, true)]
    public void A_jpeg_keeps_its_quality_its_chroma_and_whether_it_is_progressive(int quality, bool subsampled, bool progressive)
    {
        using var image = Pictures.Smooth(32, 32, 3);
        var file = image.JpegsaveBuffer(q: quality, subsampleMode: subsampled ? Enums.ForeignSubsample.On : Enums.ForeignSubsample.Off, interlace: progressive);
        var result = Files.Restore(file, 3);
        Assert.AreEqual(quality, JpegQuality.Of(result)!.Value, 1.0);
        using var opened = Image.NewFromBuffer(result);
        Assert.AreEqual(subsampled ? "4:2:0" : "4:4:4", opened.Get("jpeg-chroma-subsample"));
        Assert.AreEqual(progressive, opened.Contains("interlaced"));
    }

    [TestMethod]
    [DataRow("s422.jpg")]
    [DataRow("s411.jpg")]
    public void Chroma_of_other_resolutions_loses_nothing_more(string name)
    {
        var file = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "images", name));
        var result = Files.Restore(file, 3);
        Assert.AreEqual("4:4:4", Image.NewFromBuffer(result).Get("jpeg-chroma-subsample"));
        double error = Files.Pixels(file).Zip(Files.Pixels(result), (a, b) => Math.Pow(a - b, 2)).Average();
        Assert.IsGreaterThan(40, 10 * Math.Log10(255 * 255 / error), "PSNR in dB");
    }

    [TestMethod]
    public void Only_half_of_the_resolution_both_ways_is_written_again()
    {
        using var image = Pictures.Smooth(32, 32, 3);
        var file = image.JpegsaveBuffer(subsampleMode: Enums.ForeignSubsample.On);
        int frame = file.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xff, 0xc0]) + 10; // number, factors and table of the three components follow
        CollectionAssert.AreEqual((byte[])[0x22, 0x11, 0x11], (byte[])[file[frame + 1], file[frame + 4], file[frame + 7]]);
        foreach (var (luma, blue, red, halved) in ((byte, byte, byte, bool)[])[(0x22, 0x11, 0x11, true), (0x21, 0x11, 0x11, false), (0x12, 0x11, 0x11, false),
            (0x41, 0x11, 0x11, false),
            (0x11, 0x11, 0x11, false), (0x44, 0x22, 0x22, true), (0x22, 0x11, 0x12, false), (0x22, 0x21, 0x21, false), (0x42, 0x21, 0x21, true)])
        {
            (file[frame + 1], file[frame + 4], file[frame + 7]) = (luma, blue, red);
            Assert.AreEqual(halved, JpegFile.HasHalvedChroma(file), $"{luma:x} {blue:x} {red:x}");
        }
    }

    [TestMethod]
    public void Kinds_of_jpeg_that_nobody_writes_are_named()
    {
        var file = Pictures.Smooth(32, 32, 3).JpegsaveBuffer();
        int frame = file.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xff, 0xc0]);
        foreach (var (marker, bits, reason) in ((byte, byte, string)[])[(0xc0, 12, "12 bits"), (0xc1, 12, "12 bits"), (0xc3, 8, "lossless"),
            (0xcb, 8, "lossless"), (0xc5, 8, "hierarchical")])
        {
            (file[frame + 1], file[frame + 4]) = (marker, bits);
            StringAssert.Contains(Files.Refusal(file), reason);
        }
    }

    [TestMethod]
    public void An_asked_quality_wins_and_other_formats_get_95()
    {
        using var image = Pictures.Smooth(32, 32, 3);
        Assert.AreEqual(70, JpegQuality.Of(Files.Restore(image.JpegsaveBuffer(q: 40), 3, quality: 70))!.Value, 1.0);
        Assert.AreEqual(95, JpegQuality.Of(Files.Restore(image.PngsaveBuffer(), 3, format: ImageFormat.Jpeg))!.Value, 1.0);
        int fine = Files.Restore(image.PngsaveBuffer(), 3, format: ImageFormat.WebP).Length;
        Assert.IsLessThan(fine, Files.Restore(image.PngsaveBuffer(), 3, format: ImageFormat.WebP, quality: 10).Length);
    }

    [TestMethod]
    public void Webp_stays_with_or_without_loss()
    {
        using var image = Pictures.Random(16, 16, 4);
        Assert.IsTrue(ImageFormats.IsLosslessWebP(Files.Restore(image.WebpsaveBuffer(lossless: true, exact: true), 3)));
        Assert.IsFalse(ImageFormats.IsLosslessWebP(Files.Restore(image.WebpsaveBuffer(), 3)));
    }

    [TestMethod]
    public void A_tiff_keeps_a_compression_without_loss()
    {
        using var image = Pictures.Smooth(32, 32, 3);
        foreach (bool big in (bool[])[false, true])
            foreach (var compression in (Enums.ForeignTiffCompression[])[Enums.ForeignTiffCompression.None, Enums.ForeignTiffCompression.Lzw,
                Enums.ForeignTiffCompression.Packbits, Enums.ForeignTiffCompression.Deflate])
                Assert.AreEqual(compression, TiffFile.Of(Files.Restore(image.TiffsaveBuffer(compression: compression, bigtiff: big), 3)).Compression);
        Assert.AreEqual(Enums.ForeignTiffCompression.Deflate,
            TiffFile.Of(Files.Restore(image.TiffsaveBuffer(compression: Enums.ForeignTiffCompression.Jpeg), 3)).Compression);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(4)]
    public void Grey_of_few_bits_stays_so_where_the_result_does(int bits)
    {
        int step = 255 / ((1 << bits) - 1);
        using var few = Pictures.From([.. Enumerable.Range(0, 40 * 30).Select(i => (byte)(i * 7 % (1 << bits) * step))], 40, 30, 1);
        List<byte[]> files = [few.PngsaveBuffer(bitdepth: bits), few.PngsaveBuffer(bitdepth: bits, interlace: true), few.TiffsaveBuffer(bitdepth: bits),
            few.TiffsaveBuffer(bitdepth: bits, miniswhite: true, compression: Enums.ForeignTiffCompression.Lzw, predictor: Enums.ForeignTiffPredictor.None)];
        if (bits == 1) files.Add(few.TiffsaveBuffer(bitdepth: 1, miniswhite: true, compression: Enums.ForeignTiffCompression.Ccittfax4));
        foreach (var file in files)
        {
            var result = Files.Restore(file, 3);
            CollectionAssert.AreEqual(few.WriteToMemory<byte>(), Files.Pixels(result));
            Assert.AreEqual(bits, Bits(result));
            Assert.IsLessThan(file.Length * 1.2, result.Length);
            if (ImageFormats.Detect(file) == ImageFormat.Tiff) Assert.AreEqual(TiffFile.Of(file), TiffFile.Of(result));

            using var image = RestorableImage.Open(file, new ImageLimits());
            var model = image.Decode(Files.Card(1));
            for (int i = 0; i < model.Values.Length; i++) model.Values[i] = (model.Values[i] * 0.9f) + 0.013f;
            var greys = image.Encode(model, Files.Card(1));
            Assert.AreEqual(8, Bits(greys));
            StringAssert.Contains(image.Note, $"8 bits a pixel instead of {bits}");
            Assert.AreEqual(few.Avg() * 0.9 + 0.1 * 127.5 + 0.013 * 127.5, Image.NewFromBuffer(greys).Avg(), 0.6);
        }

        static int Bits(byte[] file) => ImageFormats.Detect(file) == ImageFormat.Png ? PngFile.Bits(file) : TiffFile.Of(file).Bits;
    }

    [TestMethod]
    public void A_palette_stays_where_it_holds_the_result()
    {
        var random = new Random(3);
        var colours = Enumerable.Range(0, 100)
            .Select(_ => (byte[])[(byte)random.Next(256), (byte)random.Next(256), (byte)random.Next(256), (byte)(random.Next(3) * 100 + 55)]).ToArray();
        foreach (int bands in (int[])[3, 4])
        {
            using var image = Pictures.From([.. Enumerable.Range(0, 64 * 64).SelectMany(i => colours[i * 31 % 100][..bands])], 64, 64, bands);
            var file = image.PngsaveBuffer(palette: true, q: 100, dither: 0, effort: 10);
            Assert.IsTrue(PngFile.HasPalette(file));
            var result = Files.Restore(file, 3);
            CollectionAssert.AreEqual(Files.Pixels(file), Files.Pixels(result));
            Assert.IsTrue(PngFile.HasPalette(result), $"{bands} bands");
            var changed = Files.Restore(file, 3, v => v * 0.97f);
            Assert.AreEqual(Image.NewFromBuffer(file).Avg(), Image.NewFromBuffer(changed).Avg(), 4);
            Assert.IsFalse(PngFile.HasPalette(Files.Restore(image.PngsaveBuffer(), 3)));
        }
    }

    [TestMethod]
    public void An_interlaced_png_stays_interlaced()
    {
        using var image = Pictures.Random(16, 16, 3);
        foreach (bool interlaced in (bool[])[true, false])
            Assert.AreEqual(interlaced, Image.NewFromBuffer(Files.Restore(image.PngsaveBuffer(interlace: interlaced), 3)).Contains("interlaced"));
    }

    [TestMethod]
    public void Where_a_format_has_8_bits_16_are_rounded()
    {
        var samples = new ushort[] { 0, 128, 129, 385, 386, 65407, 65535, 32767 };
        using var image = Image.NewFromMemoryCopy<ushort>(samples, 8, 1, 1, Enums.BandFormat.Ushort).Copy(interpretation: Enums.Interpretation.Grey16);
        var bmp = Files.Restore(image.PngsaveBuffer(), 1, format: ImageFormat.Bmp);
        CollectionAssert.AreEqual((byte[])[0, 0, 1, 1, 2, 255, 255, 127], Files.Pixels(bmp));
        Assert.AreEqual(Enums.BandFormat.Uchar, Image.NewFromBuffer(Files.Restore(image.PngsaveBuffer(), 1, format: ImageFormat.Jpeg)).Format);
        Assert.AreEqual(Enums.BandFormat.Ushort, Image.NewFromBuffer(Files.Restore(image.PngsaveBuffer(), 1, format: ImageFormat.Tiff)).Format);
    }

    [TestMethod]
    public void A_jpeg_of_an_image_with_alpha_lies_on_white()
    {
        byte[] pixels = [.. Enumerable.Range(0, 256).SelectMany(i => (byte[])[200, 100, 0, (byte)(i % 16 < 8 ? 0 : 255)])];
        using var result = Image.NewFromBuffer(Files.Restore(Pictures.From(pixels, 16, 16, 4).PngsaveBuffer(), 3, format: ImageFormat.Jpeg));
        Assert.AreEqual(3, result.Bands);
        Assert.IsTrue(result.Getpoint(2, 8).All(v => v > 245), "transparent");
        Assert.IsTrue(result.Getpoint(13, 8).Zip((double[])[200, 100, 0], (a, b) => Math.Abs(a - b)).All(d => d < 12), "opaque");
    }

    [TestMethod]
    public void Grey_with_alpha_goes_into_every_format_that_has_alpha()
    {
        var file = Pictures.From([10, 0, 200, 128, 90, 255, 7, 9], 2, 2, 2).PngsaveBuffer();
        byte[] rgba = [10, 10, 10, 0, 200, 200, 200, 128, 90, 90, 90, 255, 7, 7, 7, 9];
        CollectionAssert.AreEqual(rgba, Files.Pixels(Files.Restore(file, 1, format: ImageFormat.Bmp)));
        CollectionAssert.AreEqual(Files.Pixels(file), Files.Pixels(Files.Restore(file, 1, format: ImageFormat.Tiff)));
        Assert.AreEqual(4, Image.NewFromBuffer(Files.Restore(file, 1, format: ImageFormat.WebP)).Bands);
    }

    [TestMethod]
    public void A_format_that_cannot_hold_the_size_says_so()
    {
        using var image = RestorableImage.Open(Pictures.Random(20_000, 1, 1).PngsaveBuffer(), new ImageLimits());
        string reason = Assert.ThrowsExactly<ImageFileException>(() => image.Encode(null, Files.Card(1), ImageFormat.WebP)).Message;
        StringAssert.StartsWith(reason, "cannot be written as WebP: ");
        StringAssert.Contains(reason, "too large");
    }
}
