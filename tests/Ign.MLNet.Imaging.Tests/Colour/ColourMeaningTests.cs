using System.Buffers.Binary;
using BitMiracle.LibTiff.Classic;
using NetVips;

namespace Ign.MLNet.Imaging.Tests;

/// <summary>What files say of their colours besides a profile, or with a profile of a misleading name. The expected values come from the definitions.</summary>
[TestClass]
public sealed class ColourMeaningTests
{
    private const string Field = "icc-profile-data";

    // From the primaries to those of sRGB, in light.
    private static readonly double[,] s_p3 = { { 1.2249, -0.2247, 0 }, { -0.0420, 1.0419, 0 }, { -0.0197, -0.0786, 1.0979 } };
    private static readonly double[,] s_rec2020 = { { 1.6605, -0.5876, -0.0728 }, { -0.1246, 1.1329, -0.0083 }, { -0.0182, -0.1006, 1.1187 } };
    private static readonly double[,] s_adobe = { { 1.3984, -0.3984, 0 }, { 0, 1, 0 }, { 0, -0.0429, 1.0429 } };
    private static readonly double[,] s_same = { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } };

    [TestMethod]
    [DataRow(100_000u, 1.0)]
    [DataRow(35_000u, 1 / 0.35)]
    [DataRow(55_556u, 1.8)]
    [DataRow(250_000u, 0.4)]
    public void Gamma_is_the_curve(uint stored, double exponent)
    {
        foreach (int bands in (int[])[1, 2, 3, 4])
        {
            Judge(Png.With(Ramp(bands).PngsaveBuffer(), "gAMA", U32(stored)), s_same, v => Math.Pow(v, exponent), bands);
            Judge(Png.With(Ramp16(bands).PngsaveBuffer(), "gAMA", U32(stored)), s_same, v => Math.Pow(v, exponent), bands);
        }
    }

    [TestMethod]
    public void Primaries_are_the_gamut()
    {
        var file = Ramp(3).PngsaveBuffer();
        byte[] p3 = Primaries(31270, 32900, 68000, 32000, 26500, 69000, 15000, 6000), srgb = Primaries(31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000);
        Judge(Png.With(file, "cHRM", p3), s_p3, Srgb);
        Judge(Png.With(Png.With(file, "cHRM", p3), "gAMA", U32(100_000)), s_p3, v => v);
        AsTheyAre(Png.With(file, "cHRM", srgb));
        AsTheyAre(Png.With(Png.With(file, "cHRM", srgb), "gAMA", U32(45_455)));
        AsTheyAre(Png.With(file, "gAMA", U32(45_455)));
    }

    [TestMethod]
    public void Code_points_are_gamut_and_curve()
    {
        var file = Ramp(3).PngsaveBuffer();
        Judge(Png.With(file, "cICP", [12, 13, 0, 1]), s_p3, Srgb);
        Judge(Png.With(file, "cICP", [9, 8, 0, 1]), s_rec2020, v => v);
        Judge(Png.With(file, "cICP", [9, 14, 0, 1]), s_rec2020, v => v < 0.081 ? v / 4.5 : Math.Pow((v + 0.099) / 1.099, 1 / 0.45));
        Judge(Png.With(file, "cICP", [1, 4, 0, 1]), s_same, v => Math.Pow(v, 2.2));
        AsTheyAre(Png.With(file, "cICP", [1, 13, 0, 1]));
        foreach (byte[] nothing in (byte[][])[[2, 2, 0, 1], [200, 13, 0, 1], [12, 77, 0, 1], [12, 13, 9, 1], [12, 13, 0]])
            AsTheyAre(Png.With(file, "cICP", nothing));
        StringAssert.Contains(Files.Refusal(Png.With(file, "cICP", [9, 16, 0, 1])), "PQ");
        StringAssert.Contains(Files.Refusal(Png.With(file, "cICP", [9, 18, 0, 1])), "HLG");
        StringAssert.Contains(Files.Refusal(Png.With(file, "cICP", [1, 1, 0, 0])), "narrow range");
    }

    [TestMethod]
    public void The_chunk_of_higher_rank_wins()
    {
        // Chunks are put in front of those that are there.
        var file = Png.With(Ramp(3).PngsaveBuffer(), "gAMA", U32(100_000));
        Judge(file, s_same, v => v);
        AsTheyAre(Png.With(file, "sRGB", [0]));
        using var tagged = Ramp(3).Mutate(m => m.Set(GValue.BlobType, Field, P3Profile()));
        var profile = tagged.PngsaveBuffer();
        Judge(Png.With(profile, "sRGB", [0]), s_p3, Srgb);
        Judge(Png.With(profile, "gAMA", U32(100_000)), s_p3, Srgb);
        AsTheyAre(Png.With(profile, "cICP", [1, 13, 0, 1]));
        Judge(Png.With(Png.With(file, "sRGB", [0]), "cICP", [9, 8, 0, 1]), s_rec2020, v => v);
    }

    [TestMethod]
    public void Nonsense_is_not_used()
    {
        var file = Ramp(3).PngsaveBuffer();
        foreach (uint gamma in (uint[])[0, 1, uint.MaxValue]) AsTheyAre(Png.With(file, "gAMA", U32(gamma)));
        AsTheyAre(Png.With(file, "gAMA", [1]));
        AsTheyAre(Png.With(file, "cHRM", new byte[32]));
        AsTheyAre(Png.With(file, "cHRM", Primaries(31270, 32900, 64000, 33000, 64000, 33000, 64000, 33000)));
        AsTheyAre(Png.With(file, "cHRM", [.. Enumerable.Repeat((byte)0xff, 32)]));
    }

    [TestMethod]
    public void Adobe_rgb_of_cameras_is_found_in_exif()
    {
        foreach (var (index, space, adobe) in ((string, string, bool)[])[("R03", "65535", true), ("R98", "1", false), ("R03", "1", false), ("R98", "2", true),
            ("", "65535", false)])
        {
            using var camera = Ramp(3).Mutate(m =>
            {
                if (index != "") m.Set(GValue.GStrType, "exif-ifd4-InteroperabilityIndex", $"{index} ({index}, ASCII, 4 components, 4 bytes)");
                m.Set(GValue.GStrType, "exif-ifd2-ColorSpace", $"{space} ({space}, Short, 1 components, 2 bytes)");
            });
            foreach (var file in (byte[][])[camera.JpegsaveBuffer(q: 100, subsampleMode: Enums.ForeignSubsample.Off), camera.WebpsaveBuffer(lossless: true)])
                if (adobe) Judge(file, s_adobe, v => Math.Pow(v, 563 / 256.0));
                else AsTheyAre(file);
        }
    }

    [TestMethod]
    public void A_tiff_says_its_colours_by_tags()
    {
        var light = Enumerable.Range(0, 256).Select(i => (ushort)Math.Round(65535 * Math.Pow(i / 255.0, 1.5))).ToArray();
        float[] p3 = [0.68f, 0.32f, 0.265f, 0.69f, 0.15f, 0.06f], d65 = [0.3127f, 0.3290f], srgb = [0.64f, 0.33f, 0.30f, 0.60f, 0.15f, 0.06f];
        Judge(Tiff((TiffTag.WHITEPOINT, [d65]), (TiffTag.PRIMARYCHROMATICITIES, [p3])), s_p3, Srgb);
        Judge(Tiff((TiffTag.WHITEPOINT, [d65]), (TiffTag.PRIMARYCHROMATICITIES, [p3]), (TiffTag.TRANSFERFUNCTION, [light, light, light])), s_p3,
            v => Math.Pow(v, 1.5));
        Judge(Tiff((TiffTag.TRANSFERFUNCTION, [light, light, light])), s_same, v => Math.Pow(v, 1.5));
        AsTheyAre(Tiff((TiffTag.WHITEPOINT, [d65]), (TiffTag.PRIMARYCHROMATICITIES, [srgb])));
        AsTheyAre(Tiff((TiffTag.WHITEPOINT, [new float[2]]), (TiffTag.PRIMARYCHROMATICITIES, [new float[6]])));
    }

    [TestMethod]
    [DataRow(ImageFormat.Tiff)]
    [DataRow(ImageFormat.WebP)]
    [DataRow(ImageFormat.Jpeg)]
    [DataRow(ImageFormat.Bmp)]
    public void A_file_of_another_format_shows_the_same_colours(ImageFormat format)
    {
        using var even = Pictures.From([.. Enumerable.Repeat((byte[])[40, 128, 200], 256).SelectMany(p => p)], 16, 16, 3);
        var plain = even.PngsaveBuffer();
        foreach (var file in (byte[][])[Png.With(plain, "gAMA", U32(100_000)), Png.With(plain, "cICP", [12, 13, 0, 1])])
        {
            var (matrix, curve) = file.AsSpan().IndexOf("gAMA"u8) > 0 ? (s_same, (Func<double, double>)(v => v)) : (s_p3, Srgb);
            using var result = Files.Read(Files.Restore(file, 3, format: format));
            using var shown = result.Contains(Field) ? result.IccTransform("srgb", embedded: true, intent: Enums.Intent.Relative) : result.Copy();
            var pixel = shown.Getpoint(8, 8);
            var expected = Expected([40 / 255.0, 128 / 255.0, 200 / 255.0], matrix, curve);
            for (int c = 0; c < 3; c++) Assert.AreEqual(expected[c] * 255, pixel[c], 5, $"{format} {c}");
        }
        // What outranks an embedded profile within a PNG must not lose to it elsewhere.
        using var tagged = even.Mutate(m => m.Set(GValue.BlobType, Field, P3Profile()));
        using var srgb = Files.Read(Files.Restore(Png.With(tagged.PngsaveBuffer(), "cICP", [1, 13, 0, 1]), 3, format: format));
        Assert.IsFalse(srgb.Contains(Field));
    }

    [TestMethod]
    public void Folders_as_data_show_the_same_colours()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["a.png"], Png.With(Pictures.From([128, 128, 128], 1, 1, 3).PngsaveBuffer(), "gAMA", U32(100_000)));
        var image = ImageDecoder.Read(folder["a.png"], new ImageLimits(), null);
        Assert.AreEqual(188, image.Pixels[0], 1.0, "Half of the light is 188 in sRGB.");
    }

    [TestMethod]
    public void Profiles_of_the_machine_are_srgb_where_the_colour_engine_finds_them_so()
    {
        const string Folder = "/usr/share/color/icc";
        var files = Directory.Exists(Folder) ? Directory.GetFiles(Folder, "*.icc", SearchOption.AllDirectories) : [];
        var profiles = files.Select(p => (Path: p, Content: File.ReadAllBytes(p)))
            .Where(p => p.Content.AsSpan(16).StartsWith("RGB "u8) && p.Content.AsSpan(12).StartsWith("mntr"u8)).ToList();
        Require.That(profiles.Count >= 10, "There are fewer than 10 profiles (apt-get install colord-data icc-profiles-free).");
        var colours = new byte[17 * 17 * 17 * 3];
        for (int i = 0; i < colours.Length; i++) colours[i] = (byte)Math.Min(255, i / 3 / (int)Math.Pow(17, i % 3) % 17 * 16);
        int srgb = 0;
        foreach (var (path, content) in profiles)
        {
            using var tagged = Pictures.From(colours, 17 * 17, 17, 3).Mutate(m => m.Set(GValue.BlobType, Field, content));
            using var seen = tagged.IccTransform("srgb", embedded: true, intent: Enums.Intent.Relative);
            int most = seen.WriteToMemory<byte>().Zip(colours, (a, b) => Math.Abs(a - b)).Max();
            Assert.AreEqual(most <= 2, !IccProfile.IsUsable(content, 3), $"{path}: {most} levels from sRGB");
            if (most <= 2) srgb++;
        }
        Assert.IsTrue(srgb >= 1 && srgb < profiles.Count);
    }

    /// <summary>Checks what a model sees against the definition, and that what it leaves alone stays.</summary>
    private static void Judge(byte[] file, double[,] matrix, Func<double, double> curve, int bands = 3)
    {
        int colours = bands < 3 ? 1 : 3;
        using var image = RestorableImage.Open(file, new ImageLimits());
        var seen = image.Decode(Files.Card(3, 0, 1)).Values;
        using var decoded = Image.NewFromBuffer(file);
        double white = decoded.Format == Enums.BandFormat.Ushort ? 65535 : 255;
        var stored = decoded.Format == Enums.BandFormat.Ushort
            ? [.. decoded.WriteToMemory<ushort>().Select(v => v / white)]
            : decoded.WriteToMemory<byte>().Select(v => v / white).ToArray();
        for (int i = 0; i < seen.Length; i += 3)
        {
            int at = i / 3 * decoded.Bands;
            var expected = Expected(colours == 1 ? [stored[at], stored[at], stored[at]] : stored[at..(at + 3)], matrix, curve);
            for (int c = 0; c < 3; c++) Assert.AreEqual(expected[c], seen[i + c], 0.012, $"pixel {i / 3}, {c}: {string.Join(' ', stored[at..(at + colours)])}");
        }
        var result = Files.Restore(file, 3);
        if (ImageFormats.Detect(file) == ImageFormat.Png)
            foreach (byte[] name in (byte[][])[[.. "cICP"u8], [.. "sRGB"u8], [.. "gAMA"u8], [.. "cHRM"u8]])
                Assert.IsTrue(PngFile.Chunk(file, name).SequenceEqual(PngFile.Chunk(result, name)), "a chunk of colours is kept");
        if (ImageFormats.Detect(file) == ImageFormat.Tiff && image.Encode(null, Files.Card(3)) is var kept)
        {
            using var again = RestorableImage.Open(kept, new ImageLimits());
            var same = again.Decode(Files.Card(3, 0, 1)).Values;
            for (int i = 0; i < seen.Length; i++) Assert.AreEqual(seen[i], same[i], 0.002f, "tags become a profile");
        }
        if (ImageFormats.Detect(file) != ImageFormat.Jpeg) CollectionAssert.AreEqual(Files.Pixels(file), Files.Pixels(Files.Restore(file, 3)));
    }

    private static void AsTheyAre(byte[] file) => Judge(file, s_same, Srgb);

    private static double[] Expected(double[] stored, double[,] matrix, Func<double, double> curve)
    {
        var light = stored.Select(curve).ToArray();
        return [.. Enumerable.Range(0, 3).Select(r => Math.Clamp((matrix[r, 0] * light[0]) + (matrix[r, 1] * light[1]) + (matrix[r, 2] * light[2]), 0, 1))
            .Select(v => v <= 0.0031308 ? 12.92 * v : (1.055 * Math.Pow(v, 1 / 2.4)) - 0.055)];
    }

    private static double Srgb(double v) => v <= 0.04045 ? v / 12.92 : Math.Pow((v + 0.055) / 1.055, 2.4);

    /// <summary>Greys, saturated colours and what lies between, without those next to black, where a curve of 0.4 is too steep for 8 bits.</summary>
    private static Image Ramp(int bands)
    {
        var pixels = new byte[64 * bands];
        for (int i = 0; i < 64; i++)
            for (int b = 0; b < bands; b++) pixels[(i * bands) + b] = (byte)(i < 32 ? i * 8 : (i * (37 + (50 * b))) % 256);
        return Pictures.From(pixels, 8, 8, bands);
    }

    private static Image Ramp16(int bands)
    {
        var wide = Ramp(bands).WriteToMemory<byte>().Select((v, i) => (ushort)((v * 256) + (i * 7 % 256))).ToArray();
        return Image.NewFromMemoryCopy<ushort>(wide, 8, 8, bands, Enums.BandFormat.Ushort)
            .Copy(interpretation: bands < 3 ? Enums.Interpretation.Grey16 : Enums.Interpretation.Rgb16);
    }

    private static byte[] P3Profile()
    {
        using var image = Pictures.Random(2, 2, 3).IccTransform("p3", inputProfile: "p3");
        return (byte[])image.Get(Field);
    }

    private static byte[] Tiff(params (TiffTag Tag, object[] Values)[] tags)
    {
        using var folder = new TemporaryFolder();
        using (var tiff = BitMiracle.LibTiff.Classic.Tiff.Open(folder["a.tif"], "w"))
        {
            tiff.SetField(TiffTag.IMAGEWIDTH, 8);
            tiff.SetField(TiffTag.IMAGELENGTH, 8);
            tiff.SetField(TiffTag.BITSPERSAMPLE, 8);
            tiff.SetField(TiffTag.SAMPLESPERPIXEL, 3);
            tiff.SetField(TiffTag.PHOTOMETRIC, Photometric.RGB);
            tiff.SetField(TiffTag.ROWSPERSTRIP, 8);
            tiff.SetField(TiffTag.PLANARCONFIG, PlanarConfig.CONTIG);
            foreach (var (tag, values) in tags) tiff.SetField(tag, values);
            var pixels = Ramp(3).WriteToMemory<byte>();
            Assert.AreEqual(pixels.Length, tiff.WriteEncodedStrip(0, pixels, pixels.Length));
        }
        return File.ReadAllBytes(folder["a.tif"]);
    }

    private static byte[] Primaries(params uint[] values) => [.. values.SelectMany(U32)];

    private static byte[] U32(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }
}
