using BitMiracle.LibTiff.Classic;

namespace Ign.MLNet.Imaging.Tests;

/// <summary>Kinds of TIFF of which decoders make what they like. LibTiff.NET writes and reads them here; the expected values come from TIFF 6.0.</summary>
[TestClass]
public sealed class TiffTests
{
    private const int Width = 37, Height = 21;

    [TestMethod]
    [DataRow(Compression.NONE, false, false)]
    [DataRow(Compression.LZW, false, false)]
    [DataRow(Compression.ADOBE_DEFLATE, true, false)]
    [DataRow(Compression.NONE, false, true)]
    public void Ycbcr_becomes_rgb(Compression compression, bool separate, bool tiles)
    {
        var samples = Samples(3, 8);
        var file = Write(samples, 3, 8, Photometric.YCBCR, separate: separate, tiles: tiles, more: t =>
        {
            t.SetField(TiffTag.COMPRESSION, compression);
            t.SetField(TiffTag.YCBCRSUBSAMPLING, (short)1, (short)1);
        });
        var result = Files.Restore(file, 3);
        var rgb = Files.Pixels(result);
        Assert.AreEqual(samples.Length, rgb.Length);
        for (int i = 0; i < rgb.Length; i += 3)
        {
            double y = samples[i], blue = samples[i + 1] - 128, red = samples[i + 2] - 128;
            double[] expected = [y + (1.402 * red), y - (0.344136 * blue) - (0.714136 * red), y + (1.772 * blue)];
            for (int c = 0; c < 3; c++) Assert.AreEqual(Math.Clamp(expected[c], 0, 255), rgb[i + c], 2.0, $"sample {i + c}");
        }
        CollectionAssert.AreEqual(rgb, Seen(file).Select(v => (byte)Math.Round(v * 255)).ToArray());
    }

    [TestMethod]
    public void Ycbcr_of_less_chroma_becomes_rgb()
    {
        // Blocks of 2x2: four of luma, one of each chroma. One colour everywhere, so that no filter matters.
        int blocks = (Width + 1) / 2 * ((Height + 1) / 2);
        byte[] strip = [.. Enumerable.Repeat((byte[])[150, 150, 150, 150, 100, 180], blocks).SelectMany(b => b)];
        var file = Open(t =>
        {
            Describe(t, 3, 8, Photometric.YCBCR, false);
            t.SetField(TiffTag.YCBCRSUBSAMPLING, (short)2, (short)2);
            t.SetField(TiffTag.ROWSPERSTRIP, Height + 1);
            t.WriteRawStrip(0, strip, strip.Length);
        });
        var rgb = Files.Pixels(Files.Restore(file, 3));
        Assert.AreEqual(Width * Height * 3, rgb.Length);
        byte[] expected = [223, 122, 100];
        for (int i = 0; i < rgb.Length; i++) Assert.AreEqual(expected[i % 3], rgb[i], 2.0);
    }

    [TestMethod]
    [DataRow(8)]
    [DataRow(16)]
    public void Tiles_of_one_band_each_are_read(int bits)
    {
        foreach (var (bands, photometric) in ((int, Photometric)[])[(3, Photometric.RGB), (4, Photometric.RGB), (4, Photometric.SEPARATED)])
        {
            var samples = Samples(bands, bits);
            var result = Files.Restore(Write(samples, bands, bits, photometric, separate: true, tiles: true), 3);
            CollectionAssert.AreEqual(samples, Files.Pixels(result), $"{bands} bands, {photometric}");
        }
    }

    [TestMethod]
    [DataRow(ExtraSample.UNSPECIFIED, 8)]
    [DataRow(ExtraSample.UNSPECIFIED, 16)]
    [DataRow(ExtraSample.ASSOCALPHA, 8)]
    [DataRow(ExtraSample.ASSOCALPHA, 16)]
    [DataRow(ExtraSample.UNASSALPHA, 8)]
    [DataRow(ExtraSample.UNASSALPHA, 16)]
    public void A_last_band_keeps_its_values_and_its_meaning(ExtraSample meaning, int bits)
    {
        foreach (var (bands, photometric) in ((int, Photometric)[])[(2, Photometric.MINISBLACK), (4, Photometric.RGB)])
        {
            var samples = Samples(bands, bits); // colours above their alpha too, which no rule allows and files have
            var file = Write(samples, bands, bits, photometric, more: t => t.SetField(TiffTag.EXTRASAMPLES, 1, new[] { (short)meaning }));
            foreach (var result in (byte[][])[Files.Restore(file, 1), Files.Restore(file, 3)])
            {
                CollectionAssert.AreEqual(samples, Stored(result, bands, bits, out var said), $"{bands} bands");
                Assert.AreEqual(meaning, said);
            }
        }
    }

    [TestMethod]
    public void Associated_alpha_is_divided_to_the_nearest_and_multiplied_again()
    {
        byte[] samples = [.. Enumerable.Range(0, Width * Height).SelectMany(i => (byte[])[(byte)(i % 101), 50, 100, 100])];
        var file = Write(samples, 4, 8, Photometric.RGB, more: t => t.SetField(TiffTag.EXTRASAMPLES, 1, new[] { (short)ExtraSample.ASSOCALPHA }));
        var seen = Seen(file);
        for (int i = 0; i < 101; i++) Assert.AreEqual(((i * 255) + 50) / 100 / 255.0, seen[i * 3], 1e-6, $"{i}");
        var result = Stored(Files.Restore(file, 3, v => v - 0.2f), 4, 8, out _); // 25.5 levels darker, of which the alpha leaves 10
        for (int i = 0; i < samples.Length; i++) Assert.AreEqual(i % 4 == 3 ? 100 : Math.Max(0, samples[i] - 10), result[i], 1.0, $"sample {i}");
        var png = Files.Pixels(Files.Restore(file, 3, format: ImageFormat.Png));
        CollectionAssert.AreEqual((byte[])[128, 255, 100], png[1..4]);
    }

    [TestMethod]
    public void A_band_without_meaning_is_not_made_alpha_elsewhere()
    {
        var file = Write(Samples(4, 8), 4, 8, Photometric.RGB, more: t => t.SetField(TiffTag.EXTRASAMPLES, 1, new[] { (short)ExtraSample.UNSPECIFIED }));
        StringAssert.Contains(Assert.ThrowsExactly<ImageFileException>(() => Files.Restore(file, 3, format: ImageFormat.Png)).Message, "last band");
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["a.tif"], file);
        Assert.AreEqual(3, ImageDecoder.Read(folder["a.tif"], new ImageLimits(), null).Bands);
    }

    [TestMethod]
    public void What_is_not_converted_rightly_is_refused_by_name()
    {
        Refused("CIELAB", 3, 8, Photometric.CIELAB);
        Refused("CIELAB", 3, 16, Photometric.CIELAB);
        Refused("ICCLAB", 3, 8, Photometric.ICCLAB);
        Refused("inks", 4, 8, Photometric.SEPARATED, t => t.SetField(TiffTag.INKSET, InkSet.MULTIINK));
        Refused("signed numbers", 1, 8, Photometric.MINISBLACK, t => t.SetField(TiffTag.SAMPLEFORMAT, SampleFormat.INT));
        Refused("floating-point", 1, 32, Photometric.MINISBLACK, t => t.SetField(TiffTag.SAMPLEFORMAT, SampleFormat.IEEEFP));
        Refused("32 bits", 3, 32, Photometric.RGB);
        Refused("4 bits", 3, 4, Photometric.RGB);
        Refused("5 bands", 5, 8, Photometric.RGB, t => t.SetField(TiffTag.EXTRASAMPLES, 2, new short[2]));
        Refused("a mask", 1, 1, Photometric.MASK);

        static void Refused(string reason, int bands, int bits, Photometric photometric, Action<Tiff>? more = null) =>
            StringAssert.Contains(Files.Refusal(Write(Samples(bands, bits), bands, bits, photometric, more: more)), reason);
    }

    /// <summary>Files that not libvips decodes, for the test that breaks them.</summary>
    internal static IEnumerable<byte[]> Seeds()
    {
        yield return Write(Samples(3, 8), 3, 8, Photometric.YCBCR, more: t =>
        {
            t.SetField(TiffTag.COMPRESSION, Compression.LZW);
            t.SetField(TiffTag.YCBCRSUBSAMPLING, (short)1, (short)1);
        });
        yield return Write(Samples(3, 16), 3, 16, Photometric.RGB, separate: true, tiles: true, more: t =>
            t.SetField(TiffTag.COMPRESSION, Compression.ADOBE_DEFLATE));
    }

    private static byte[] Samples(int bands, int bits)
    {
        var samples = new byte[((Width * bands * bits) + 7) / 8 * Height];
        new Random(bands + bits).NextBytes(samples);
        return samples;
    }

    private static float[] Seen(byte[] file)
    {
        using var image = RestorableImage.Open(file, new ImageLimits());
        return image.Decode(Files.Card(3, 0, 1)).Values;
    }

    private static byte[] Write(byte[] samples, int bands, int bits, Photometric photometric, bool separate = false, bool tiles = false,
        Action<Tiff>? more = null) => Open(tiff =>
        {
            const int Tile = 16;
            Describe(tiff, bands, bits, photometric, separate);
            more?.Invoke(tiff);
            int size = bits / 8, inPlane = separate ? 1 : bands;
            if (tiles)
            {
                tiff.SetField(TiffTag.TILEWIDTH, Tile);
                tiff.SetField(TiffTag.TILELENGTH, Tile);
            }
            else tiff.SetField(TiffTag.ROWSPERSTRIP, Height);
            for (int plane = 0; plane < bands / inPlane; plane++)
            {
                if (!tiles)
                {
                    var strip = separate ? Band(samples, plane, bands, size) : samples;
                    Assert.AreEqual(strip.Length, tiff.WriteEncodedStrip(plane, strip, strip.Length));
                    continue;
                }
                for (int y = 0; y < Height; y += Tile)
                    for (int x = 0; x < Width; x += Tile)
                    {
                        var tile = new byte[Tile * Tile * inPlane * size];
                        for (int row = 0; row < Math.Min(Tile, Height - y); row++)
                            for (int column = 0; column < Math.Min(Tile, Width - x); column++)
                                samples.AsSpan((((((y + row) * Width) + x + column) * bands) + plane) * size, inPlane * size)
                                    .CopyTo(tile.AsSpan(((row * Tile) + column) * inPlane * size));
                        Assert.IsGreaterThan(0, tiff.WriteTile(tile, 0, x, y, 0, (short)plane));
                    }
            }
        });

    private static byte[] Band(byte[] samples, int band, int bands, int size) =>
        [.. Enumerable.Range(0, Width * Height).SelectMany(i => samples[(((i * bands) + band) * size)..((((i * bands) + band) * size) + size)])];

    private static void Describe(Tiff tiff, int bands, int bits, Photometric photometric, bool separate)
    {
        tiff.SetField(TiffTag.IMAGEWIDTH, Width);
        tiff.SetField(TiffTag.IMAGELENGTH, Height);
        tiff.SetField(TiffTag.SAMPLESPERPIXEL, bands);
        tiff.SetField(TiffTag.BITSPERSAMPLE, bits);
        tiff.SetField(TiffTag.PHOTOMETRIC, photometric);
        tiff.SetField(TiffTag.PLANARCONFIG, separate ? PlanarConfig.SEPARATE : PlanarConfig.CONTIG);
    }

    private static byte[] Open(Action<Tiff> write)
    {
        using var folder = new TemporaryFolder();
        using (var tiff = Tiff.Open(folder["a.tif"], "w")) write(tiff);
        return File.ReadAllBytes(folder["a.tif"]);
    }

    /// <summary>The samples of a file without any conversion, and what its last band is said to be.</summary>
    private static byte[] Stored(byte[] file, int bands, int bits, out ExtraSample meaning)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["a.tif"], file);
        using var tiff = Tiff.Open(folder["a.tif"], "r");
        meaning = (ExtraSample)tiff.GetField(TiffTag.EXTRASAMPLES)[1].ToShortArray()[0];
        var samples = new byte[Width * Height * bands * bits / 8];
        for (int strip = 0, at = 0; strip < tiff.NumberOfStrips(); strip++) at += tiff.ReadEncodedStrip(strip, samples, at, samples.Length - at);
        return samples;
    }
}
