using System.Buffers.Binary;
using NetVips;

namespace Ign.MLNet.Imaging.Tests;

[TestClass]
public sealed class ColourTests
{
    private const string Profile = "icc-profile-data";

    // Corners of the gamut and grey: P3 red and green lie far outside of sRGB.
    private static readonly byte[] s_corners = [255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 0, 10, 200, 40, 128, 128, 128, 255, 255, 255, 0, 0, 0];

    [TestMethod]
    [DataRow("png", 3)]
    [DataRow("png", 1)]
    [DataRow("tif", 3)]
    [DataRow("webp", 3)]
    public void Wide_gamut_colours_that_the_model_leaves_alone_stay_as_they_were(string format, int channels)
    {
        var file = Files.Write(InP3(), format);
        var result = Files.Restore(file, channels);
        CollectionAssert.AreEqual(s_corners, Files.Pixels(result));
        CollectionAssert.AreEqual(ProfileOf(file), ProfileOf(result));
    }

    [TestMethod]
    public void The_model_sees_srgb()
    {
        using var wide = InP3();
        using var image = RestorableImage.Open(wide.PngsaveBuffer(), new ImageLimits());
        var seen = image.Decode(Files.Card(3)).Values;
        // CSS Color 4: P3 red is (1.093, -0.227, -0.150) in sRGB, clipped to its gamut; 128 is the same grey in both.
        CollectionAssert.AreEqual((float[])[1, -1, -1], seen[..3]);
        for (int c = 0; c < 3; c++) Assert.AreEqual((128 / 127.5f) - 1, seen[15 + c], 0.01f);
        // The green (10, 200, 40) has less red than sRGB can say.
        Assert.AreEqual(-1, seen[12]);
    }

    [TestMethod]
    public void A_change_of_the_model_arrives_in_the_images_own_colours()
    {
        using var wide = InP3();
        var result = Files.Restore(wide.PngsaveBuffer(), 3, _ => 0.6f); // one grey everywhere, 204 in sRGB
        var pixels = Files.Pixels(result);
        // Inside of both gamuts the result is that grey, which has the same numbers in P3.
        foreach (int at in (int[])[15, 16, 17, 18, 19, 20]) Assert.AreEqual(204, pixels[at], 2.0);
        // Out of gamut what sRGB could not say is added to it: the green keeps its surplus.
        Assert.IsGreaterThan(pixels[3] + 20, pixels[4]);
    }

    [TestMethod]
    public void A_grey_profile_is_honoured()
    {
        using var grey = Pictures.From([0, 60, 128, 255], 4, 1, 1).Mutate(m => m.Set(GValue.BlobType, Profile, GreyProfile(gamma: 1)));
        var file = grey.PngsaveBuffer();
        using var image = RestorableImage.Open(file, new ImageLimits());
        var seen = image.Decode(Files.Card(1)).Values;
        Assert.AreEqual(188 / 127.5 - 1, seen[2], 0.02, "Half of the light is 188 in sRGB.");
        CollectionAssert.AreEqual((byte[])[0, 60, 128, 255], Files.Pixels(Files.Restore(file, 1)));
        CollectionAssert.AreEqual((byte[])[0, 60, 128, 255], Files.Pixels(Files.Restore(file, 3)));
        Assert.AreEqual(128, Files.Pixels(Files.Restore(file, 1, _ => seen[2]))[0], 1.0);
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Cmyk_stays_cmyk(bool withProfile)
    {
        var file = Cmyk(withProfile).TiffsaveBuffer();
        foreach (int channels in (int[])[1, 3]) CollectionAssert.AreEqual(Files.Pixels(file), Files.Pixels(Files.Restore(file, channels)));
        using var lighter = Image.NewFromBuffer(Files.Restore(file, 3, v => v + 0.1f));
        Assert.AreEqual(Enums.Interpretation.Cmyk, lighter.Interpretation);
        Assert.AreEqual(12.75, Srgb(lighter).Zip(Srgb(Image.NewFromBuffer(file)), (a, b) => (double)a - b).Average(), 1.5);

        byte[] Srgb(Image image) => image.IccTransform("srgb", embedded: withProfile, inputProfile: "cmyk").WriteToMemory<byte>();
    }

    [TestMethod]
    public void Cmyk_as_jpeg_keeps_its_inks_and_as_png_becomes_srgb()
    {
        var file = Cmyk(withProfile: true).JpegsaveBuffer(q: 95);
        using var jpeg = Image.NewFromBuffer(Files.Restore(file, 3));
        Assert.AreEqual(Enums.Interpretation.Cmyk, jpeg.Interpretation);
        Assert.IsLessThan(2.0, jpeg.WriteToMemory<byte>().Zip(Files.Pixels(file), (a, b) => Math.Abs((double)a - b)).Average());
        foreach (var format in (ImageFormat[])[ImageFormat.Png, ImageFormat.WebP, ImageFormat.Bmp])
        {
            using var result = Files.Read(Files.Restore(file, 3, format: format));
            Assert.AreEqual(Enums.Interpretation.Srgb, result.Interpretation);
            Assert.IsFalse(result.Contains(Profile));
            using var original = Image.NewFromBuffer(file).IccTransform("srgb", embedded: true);
            Assert.IsLessThan(2.0, result.WriteToMemory<byte>().Zip(original.WriteToMemory<byte>(), (a, b) => Math.Abs((double)a - b)).Average(), $"{format}");
        }
    }

    [TestMethod]
    public void A_bitmap_of_a_wide_gamut_image_holds_srgb()
    {
        using var wide = InP3();
        var pixels = Files.Pixels(Files.Restore(wide.PngsaveBuffer(), 3, format: ImageFormat.Bmp));
        CollectionAssert.AreEqual((byte[])[255, 0, 0], pixels[..3]);
        Assert.AreEqual(0, pixels[12]);
    }

    [TestMethod]
    [DataRow("garbage")]
    [DataRow("cut")]
    [DataRow("huge")]
    [DataRow("of another colour space")]
    [DataRow("damaged inside")]
    [DataRow("sRGB")]
    public void Without_a_usable_profile_the_samples_are_taken_as_they_are(string kind)
    {
        using var plain = Pictures.Random(8, 8, 3);
        using var wide = InP3();
        var p3 = (byte[])wide.Get(Profile);
        using var srgb = plain.IccTransform("srgb", inputProfile: "srgb");
        byte[] profile = kind switch
        {
            "garbage" => [.. Enumerable.Range(0, 999).Select(i => (byte)(i * 7))],
            "cut" => p3[..140],
            "huge" => Sized([.. p3, .. new byte[5 << 20]]),
            "of another colour space" => GreyProfile(1),
            "damaged inside" => [.. p3.Select((b, i) => i >= 128 ? (byte)0xee : b)],
            _ => (byte[])srgb.Get(Profile),
        };
        // Straight into a PNG, since libvips would not write such a profile.
        var file = Png.With(plain.PngsaveBuffer(keep: Enums.ForeignKeep.None), "iCCP", [(byte)'p', 0, 0, .. Deflate(profile)]);
        using var image = RestorableImage.Open(file, new ImageLimits());
        var seen = image.Decode(Files.Card(3)).Values;
        var samples = plain.WriteToMemory<byte>();
        for (int i = 0; i < samples.Length; i++) Assert.AreEqual((samples[i] / 127.5f) - 1, seen[i], 1e-5f);
        CollectionAssert.AreEqual(samples, Files.Pixels(Files.Restore(file, 3)));
    }

    [TestMethod]
    public void A_name_says_nothing()
    {
        using var wide = InP3();
        using var plain = Pictures.Random(8, 8, 3).IccTransform("srgb", inputProfile: "srgb");
        byte[] p3 = (byte[])wide.Get(Profile), srgb = (byte[])plain.Get(Profile);
        foreach (string name in (string[])["sRGB built-in", "Linear sRGB", "Display P3", ""])
        {
            Assert.IsTrue(IccProfile.IsUsable(Named(p3, name), 3), name);
            Assert.IsFalse(IccProfile.IsUsable(Named(srgb, name), 3), name);
        }
    }

    private static Image InP3() => Pictures.From(s_corners, 4, 2, 3).IccTransform("p3", inputProfile: "p3");

    private static Image Cmyk(bool withProfile)
    {
        var cmyk = Pictures.Smooth(16, 16, 3).IccTransform("cmyk", inputProfile: "srgb");
        return withProfile ? cmyk : cmyk.Mutate(m => m.Remove(Profile));
    }

    private static byte[] ProfileOf(byte[] file) => (byte[])Image.NewFromBuffer(file).Get(Profile);

    private static byte[] Deflate(byte[] data)
    {
        using var target = new MemoryStream();
        using (var zlib = new System.IO.Compression.ZLibStream(target, System.IO.Compression.CompressionLevel.Fastest)) zlib.Write(data);
        return target.ToArray();
    }

    /// <summary>The profile with another description: a text of version 2 at its end.</summary>
    private static byte[] Named(byte[] profile, string name)
    {
        byte[] text = [.. "desc\0\0\0\0"u8, 0, 0, 0, (byte)(name.Length + 1), .. System.Text.Encoding.ASCII.GetBytes(name), 0];
        byte[] result = [.. profile, .. text];
        int entry = result.AsSpan(128).IndexOf("desc"u8) + 128;
        BinaryPrimitives.WriteInt32BigEndian(result.AsSpan(entry + 4), profile.Length);
        BinaryPrimitives.WriteInt32BigEndian(result.AsSpan(entry + 8), text.Length);
        return Sized(result);
    }

    private static byte[] Sized(byte[] profile)
    {
        BinaryPrimitives.WriteInt32BigEndian(profile, profile.Length);
        return profile;
    }

    /// <summary>The smallest profile of a grey device: white point and a curve of one exponent.</summary>
    private static byte[] GreyProfile(int gamma)
    {
        const int Tags = 2, Start = 128 + 4 + (Tags * 12);
        var profile = new byte[Start + 20 + 16];
        void Put(int at, int value) => BinaryPrimitives.WriteInt32BigEndian(profile.AsSpan(at), value);
        Put(0, profile.Length);
        Put(8, 0x02100000);
        "mntrGRAYXYZ "u8.CopyTo(profile.AsSpan(12));
        "acsp"u8.CopyTo(profile.AsSpan(36));
        int[] d50 = [0xf6d6, 0x10000, 0xd32d];
        for (int i = 0; i < 3; i++) Put(68 + (4 * i), d50[i]);
        Put(128, Tags);
        "wtpt"u8.CopyTo(profile.AsSpan(132));
        Put(136, Start);
        Put(140, 20);
        "kTRC"u8.CopyTo(profile.AsSpan(144));
        Put(148, Start + 20);
        Put(152, 14);
        "XYZ "u8.CopyTo(profile.AsSpan(Start));
        for (int i = 0; i < 3; i++) Put(Start + 8 + (4 * i), d50[i]);
        "curv"u8.CopyTo(profile.AsSpan(Start + 20));
        Put(Start + 28, 1);
        profile[Start + 32] = (byte)gamma;
        return profile;
    }
}
