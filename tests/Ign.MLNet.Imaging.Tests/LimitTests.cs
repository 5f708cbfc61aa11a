using System.Text;
using NetVips;

namespace Ign.MLNet.Imaging.Tests;

[TestClass]
public sealed class LimitTests
{
    [TestMethod]
    public void A_size_beyond_the_limit_fails_on_the_header()
    {
        var bomb = Png.Resized(Pictures.Random(4, 4, 1).PngsaveBuffer(), 20_000, 20_000);
        Assert.AreEqual("has 20000x20000 pixels; at most 100,000,000 are allowed (raise MaxPixels, --max-pixels).", Files.Refusal(bomb));
        var bmp = Files.Write(Pictures.Random(30, 40, 3), "bmp");
        Assert.AreEqual("has 30x40 pixels; at most 1,000 are allowed (raise MaxPixels, --max-pixels).",
            Files.Refusal(bmp, new ImageLimits { MaxPixels = 1000 }));
        Assert.AreEqual("has 3,734 bytes; at most 3,000 are read (raise MaxFileBytes, --max-file-bytes).",
            Files.Refusal(Files.Write(Pictures.Random(30, 40, 3), "bmp"), new ImageLimits { MaxFileBytes = 3000 }));
    }

    [TestMethod]
    public void A_size_that_no_array_can_hold_fails_whatever_the_limit()
    {
        var bomb = Png.Resized(Pictures.Random(4, 4, 1).PngsaveBuffer(), 60_000, 60_000);
        StringAssert.Contains(Files.Refusal(bomb, new ImageLimits { MaxPixels = long.MaxValue }), "more than one array can hold");
    }

    [TestMethod]
    public void A_plain_page_is_read_however_small_its_file()
    {
        using var flat = Image.Black(4000, 3000);
        foreach (var file in (byte[][])[
            flat.PngsaveBuffer(bitdepth: 1), flat.PngsaveBuffer(palette: true), flat.WebpsaveBuffer(lossless: true, effort: 0), flat.GifsaveBuffer(),
            flat.TiffsaveBuffer(bitdepth: 1, compression: Enums.ForeignTiffCompression.Ccittfax4)])
        {
            using var page = RestorableImage.Open(file, new ImageLimits());
            Assert.AreEqual(12_000_000, page.PixelCount);
            Assert.AreEqual(12_000_000 * 3, page.Decode(Files.Card(3)).Values.Length);
        }
    }

    [TestMethod]
    [DataRow("png")]
    [DataRow("jpg")]
    [DataRow("webp")]
    [DataRow("tif")]
    public void A_decoder_that_takes_too_long_is_given_up(string format)
    {
        var file = Files.Write(Pictures.Random(600, 600, 3), format);
        using var inTime = RestorableImage.Open(file, new ImageLimits { MaxDecodeTime = TimeSpan.FromTicks(1), Clock = new StepTime() });
        inTime.Decode(Files.Card(1));
        string reason = Files.Refusal(file, new ImageLimits { Clock = new StepTime(TimeSpan.FromSeconds(61)) });
        StringAssert.StartsWith(reason, "took more than 60 s to decode");
    }

    [TestMethod]
    public void Thousands_of_scans_of_a_jpeg_are_refused_before_they_cost_anything()
    {
        var file = Pictures.Smooth(64, 64, 3).JpegsaveBuffer(interlace: true);
        Assert.IsLessThan(20, JpegFile.Scans(file, 100));
        // The last scan again and again: each one would be another pass over the image.
        int scan = file.AsSpan().LastIndexOf((byte[])[0xff, 0xda]);
        byte[] bomb = [.. file[..^2], .. Enumerable.Repeat(file[scan..^2], 5000).SelectMany(s => s), 0xff, 0xd9];
        StringAssert.Contains(Files.Refusal(bomb), "more than 100 scans");
    }

    [TestMethod]
    [DataRow("<svg xmlns='http://www.w3.org/2000/svg'/>")]
    [DataRow("%PDF-1.7")]
    [DataRow("P6 1 1 255 abc")]
    [DataRow("#?RADIANCE")]
    [DataRow("a picture")]
    [DataRow("B")]
    public void What_is_none_of_the_formats_reaches_no_decoder(string head)
    {
        var file = new byte[200];
        Encoding.Latin1.GetBytes(head).CopyTo(file, 0);
        StringAssert.StartsWith(Files.Refusal(file), "is not an image of a known format");
    }

    [TestMethod]
    public void An_empty_file_is_empty() => Assert.AreEqual("is empty.", Files.Refusal([]));

    [TestMethod]
    public void More_than_one_image_is_refused()
    {
        const string Reason = "pages or frames; only single images are restored.";
        using var two = Pictures.Random(8, 16, 3).Mutate(m => m.Set(GValue.GIntType, "page-height", 8));
        Assert.AreEqual("holds 2 " + Reason, Files.Refusal(two.TiffsaveBuffer()));
        Assert.AreEqual("holds 2 " + Reason, Files.Refusal(two.WebpsaveBuffer()));
        Assert.AreEqual("holds 3 " + Reason, Files.Refusal(Png.With(Pictures.Random(8, 8, 3).PngsaveBuffer(), "acTL", [0, 0, 0, 3, 0, 0, 0, 0])));
    }

    [TestMethod]
    public void Other_samples_than_those_of_pictures_are_refused()
    {
        using var floats = Pictures.Random(8, 8, 3).Cast(Enums.BandFormat.Float);
        StringAssert.Contains(Files.Refusal(floats.TiffsaveBuffer()), "expected grey, RGB or CMYK with 8 or 16 bits");
        using var lab = Pictures.Smooth(8, 8, 3).Colourspace(Enums.Interpretation.Lab);
        StringAssert.Contains(Files.Refusal(lab.TiffsaveBuffer()), "expected grey, RGB or CMYK");
        using var five = Pictures.Random(8, 8, 5);
        StringAssert.Contains(Files.Refusal(five.TiffsaveBuffer()), "holds 5 bands");
    }

    [TestMethod]
    [DataRow("png")]
    [DataRow("jpg")]
    [DataRow("webp")]
    [DataRow("tif")]
    [DataRow("bmp")]
    public void A_cut_file_is_not_filled_up_with_grey(string format)
    {
        var file = Files.Write(Pictures.Random(64, 64, 3), format);
        for (int part = 1; part < 10; part++) Files.Refusal(file[..(file.Length * part / 10)]);
    }
}
