using System.Text;
using NetVips;

namespace Ign.MLNet.Imaging.Tests;

[TestClass]
public sealed class MetadataTests
{
    private const string Make = "exif-ifd0-Make", Xmp = "xmp-data", Profile = "icc-profile-data";

    [TestMethod]
    [DataRow("png")]
    [DataRow("jpg")]
    [DataRow("webp")]
    [DataRow("tif")]
    public void Every_orientation_is_applied_once(string format)
    {
        using var upright = Pictures.Smooth(24, 16, 3);
        for (int orientation = 1; orientation <= 8; orientation++)
        {
            using var lying = Lying(upright, orientation);
            var file = lying.WriteToBuffer("." + format);
            using var image = RestorableImage.Open(file, new ImageLimits());
            Assert.AreEqual((24, 16, orientation == 1 ? null : (int?)orientation), (image.Width, image.Height, image.Orientation));
            var model = image.Decode(Files.Card(3));
            AssertNear(upright.WriteToMemory<byte>(), [.. model.Values.Select(v => (byte)Math.Round((v + 1) * 127.5))], $"orientation {orientation} decoded");

            foreach (var target in (ImageFormat?[])[null, ImageFormat.Png, ImageFormat.Tiff])
            {
                using var result = Image.NewFromBuffer(image.Encode(model, Files.Card(3), target));
                Assert.IsFalse(result.Contains("orientation") && (int)result.Get("orientation") != 1);
                using var shown = result.Autorot();
                AssertNear(upright.WriteToMemory<byte>(), shown.WriteToMemory<byte>(), $"orientation {orientation} written");
            }
        }

        static void AssertNear(byte[] expected, byte[] actual, string message) =>
            Assert.IsLessThan(4.0, expected.Zip(actual, (a, b) => Math.Abs((double)a - b)).Average(), message);
    }

    [TestMethod]
    [DataRow("png", true)]
    [DataRow("jpg", true)]
    [DataRow("webp", true)]
    [DataRow("tif", false)]
    public void Exif_xmp_profile_and_resolution_are_kept(string format, bool exif)
    {
        using var image = Told();
        var file = image.WriteToBuffer("." + format);
        using var before = Image.NewFromBuffer(file);
        using var after = Image.NewFromBuffer(Files.Restore(file, 3));
        CollectionAssert.AreEqual((byte[])before.Get(Profile), (byte[])after.Get(Profile));
        StringAssert.Contains(Encoding.UTF8.GetString((byte[])after.Get(Xmp)), "<dc:title>");
        Assert.AreEqual(exif, before.Contains(Make), "TIFF has no block of EXIF.");
        if (exif) StringAssert.StartsWith((string)after.Get(Make), "ign");
        Assert.AreEqual(before.Xres, after.Xres, 1e-3);
        Assert.AreEqual(before.Yres, after.Yres, 1e-3);
    }

    [TestMethod]
    public void They_also_pass_into_another_format()
    {
        using var image = Told();
        foreach (var format in (ImageFormat[])[ImageFormat.Png, ImageFormat.WebP, ImageFormat.Jpeg])
        {
            using var after = Image.NewFromBuffer(Files.Restore(image.JpegsaveBuffer(), 3, format: format));
            StringAssert.StartsWith((string)after.Get(Make), "ign");
            Assert.IsTrue(after.Contains(Xmp) && after.Contains(Profile), $"{format}");
        }
    }

    [TestMethod]
    [DataRow("png")]
    [DataRow("jpg")]
    [DataRow("webp")]
    public void Metadata_is_not_invented(string format)
    {
        using var image = Pictures.Smooth(8, 8, 3);
        var file = format switch
        {
            "png" => image.PngsaveBuffer(keep: Enums.ForeignKeep.None),
            "jpg" => image.JpegsaveBuffer(keep: Enums.ForeignKeep.None),
            _ => image.WebpsaveBuffer(keep: Enums.ForeignKeep.None),
        };
        using var result = Image.NewFromBuffer(Files.Restore(file, 3));
        foreach (string field in (string[])["exif-data", Xmp, Profile]) Assert.IsFalse(result.Contains(field), field);
    }

    [TestMethod]
    public void The_orientation_in_xmp_is_upright_too()
    {
        foreach (string text in (string[])["<r tiff:Orientation=\"6\"/>", "<tiff:Orientation>6</tiff:Orientation>"])
        {
            using var lying = Pictures.Smooth(8, 6, 3).Mutate(m =>
            {
                m.Set(GValue.GIntType, "orientation", 6);
                m.Set(GValue.BlobType, Xmp, Encoding.UTF8.GetBytes(text));
            });
            using var result = Image.NewFromBuffer(Files.Restore(lying.JpegsaveBuffer(), 3));
            Assert.AreEqual(text.Replace('6', '1'), Encoding.UTF8.GetString((byte[])result.Get(Xmp)));
        }
    }

    [TestMethod]
    public void A_megabyte_of_exif_is_refused()
    {
        var file = Png.With(Pictures.Random(8, 8, 3).PngsaveBuffer(keep: Enums.ForeignKeep.None), "eXIf", [.. "II*\0\b\0\0\0\0\0"u8, .. new byte[1 << 20]]);
        StringAssert.Contains(Files.Refusal(file), "bytes of EXIF; at most 1,048,576 are allowed (raise MaxExifBytes, --max-exif-bytes).");
    }

    [TestMethod]
    public void Xmp_that_no_jpeg_can_hold_is_not_lost_in_silence()
    {
        byte[] xmp = [.. "<x:xmpmeta>"u8, .. Enumerable.Repeat((byte)'a', 100_000)];
        using var image = Pictures.Smooth(8, 8, 3).Mutate(m => m.Set(GValue.BlobType, Xmp, xmp));
        var file = image.PngsaveBuffer();
        CollectionAssert.AreEqual(xmp, (byte[])Image.NewFromBuffer(Files.Restore(file, 3, format: ImageFormat.WebP)).Get(Xmp));
        string reason = Assert.ThrowsExactly<ImageFileException>(() => Files.Restore(file, 3, format: ImageFormat.Jpeg)).Message;
        Assert.AreEqual("cannot be written as JPEG: its XMP of 100,011 bytes is larger than the 65,504 that fit there.", reason);
    }

    private static Image Told() => Pictures.Smooth(16, 16, 3).IccTransform("p3", inputProfile: "srgb").Copy(xres: 11.811, yres: 11.811).Mutate(m =>
    {
        m.Set(GValue.GStrType, Make, "ign (ign, ASCII, 4 components, 4 bytes)");
        m.Set(GValue.BlobType, Xmp, Encoding.UTF8.GetBytes("<x:xmpmeta xmlns:x='adobe:ns:meta/'><dc:title>a</dc:title></x:xmpmeta>"));
    });

    /// <summary>What a camera stores that was held the other way: undoing the orientation gives the image.</summary>
    private static Image Lying(Image upright, int orientation)
    {
        using var lying = orientation switch
        {
            2 => upright.FlipHor(),
            3 => upright.Rot180(),
            4 => upright.FlipVer(),
            5 => upright.Rot90().FlipHor(),
            6 => upright.Rot270(),
            7 => upright.Rot270().FlipHor(),
            8 => upright.Rot90(),
            _ => upright.Copy(),
        };
        return lying.Mutate(m => m.Set(GValue.GIntType, "orientation", orientation));
    }
}
