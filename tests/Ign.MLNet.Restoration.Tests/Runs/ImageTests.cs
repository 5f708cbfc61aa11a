using Ign.MLNet.Imaging;
using Ign.MLNet.Networks;
using NetVips;

namespace Ign.MLNet.Restoration.Tests;

[TestClass]
public sealed class ImageTests
{
    [TestMethod]
    [DataRow(1, "a.png")]
    [DataRow(3, "a.png")]
    [DataRow(4, "a.png")]
    [DataRow(2, "a.png")]
    [DataRow(1, "a.tif")]
    [DataRow(3, "a.tiff")]
    [DataRow(4, "a.tif")]
    public async Task An_identity_model_gives_back_the_same_pixels(int bands, string name)
    {
        using var folder = new TemporaryFolder();
        folder.Folder("in");
        Pictures.Random(6, 5, bands).Save(folder["in", name]);

        var summary = await Jobs.Run(folder, TestModels.Identity(bands < 3 ? 1 : 3, 5, 6));

        Assert.AreEqual(1, summary.Done, summary.Items[0].Reason);
        CollectionAssert.AreEqual(Pictures.Pixels(folder["in", name]), Pictures.Pixels(folder["out", name]));
        Assert.AreEqual(bands, Pictures.Open(folder["out", name]).Bands);
        Assert.AreEqual(new RestorationQuality(0, 0, 0), summary.Items[0].Quality);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(3)]
    [DataRow(4)]
    public async Task An_identity_model_gives_back_the_same_bitmap(int bands)
    {
        using var folder = new TemporaryFolder();
        folder.Folder("in");
        var file = new BmpFile(5, 3, bands, Pictures.Random(5, 3, bands).WriteToMemory<byte>()).Encode(); // rows of 5, 15 and 20 bytes: padding of 3, 1 and 0
        File.WriteAllBytes(folder["in", "a.bmp"], file);
        var summary = await Jobs.Run(folder, TestModels.Identity(bands == 1 ? 1 : 3, 3, 5));
        Assert.AreEqual(1, summary.Done, summary.Items[0].Reason);
        CollectionAssert.AreEqual(file, File.ReadAllBytes(folder["out", "a.bmp"]));
    }

    [TestMethod]
    [DataRow(1, "a.png")]
    [DataRow(3, "a.png")]
    [DataRow(4, "a.png")]
    [DataRow(1, "a.tif")]
    [DataRow(3, "a.tif")]
    public async Task Sixteen_bits_stay_sixteen_bits_and_exact(int bands, string name)
    {
        using var folder = new TemporaryFolder();
        folder.Folder("in");
        Pictures.Random16(6, 5, bands).Save(folder["in", name]);
        await Jobs.Run(folder, TestModels.Identity(bands < 3 ? 1 : 3, 5, 6));
        CollectionAssert.AreEqual(Pictures.Pixels16(folder["in", name]), Pictures.Pixels16(folder["out", name]));
    }

    [TestMethod]
    public async Task The_model_is_applied_as_often_as_asked_and_measured()
    {
        using var folder = new TemporaryFolder();
        folder.Folder("in");
        Pictures.From([0, 255, 100, 200], 2, 2, 1).Save(folder["in", "a.png"]);
        var once = await Jobs.Run(folder, TestModels.Negative(1, 2, 2));
        CollectionAssert.AreEqual((byte[])[255, 0, 155, 55], Pictures.Pixels(folder["out", "a.png"]));
        double[] y = [.. ((int[])[0, 255, 100, 200]).Select(p => (p / 127.5) - 1)];
        Assert.AreEqual(2 * Math.Sqrt(y.Sum(v => v * v)), once.Items[0].Quality!.Displacement, 1e-5);
        Assert.AreEqual(2 * y.Average(Math.Abs), once.Items[0].Quality!.Residual!.Value, 1e-5);

        await (Jobs.Make(folder, TestModels.Negative(1, 2, 2)) with { Applications = 2, Overwrite = true }).RunAsync();
        CollectionAssert.AreEqual((byte[])[0, 255, 100, 200], Pictures.Pixels(folder["out", "a.png"]));
    }

    [TestMethod]
    public async Task A_grey_model_restores_the_luma_of_a_colour_image_and_keeps_its_chroma()
    {
        using var folder = new TemporaryFolder();
        folder.Folder("in");
        Pictures.From([120, 130, 140, 130, 120, 125], 2, 1, 3).Save(folder["in", "a.png"]);
        await Jobs.Run(folder, TestModels.Negative(1, 1, 2));
        var result = Pictures.Pixels(folder["out", "a.png"]);
        // 0.299·120 + 0.587·130 + 0.114·140 = 128.15 becomes 126.85: all three bands fall by 1.3.
        CollectionAssert.AreEqual((byte[])[119, 129, 139], result[..3]);
        // 123.56 becomes 131.44: all rise by 7.88.
        CollectionAssert.AreEqual((byte[])[138, 128, 133], result[3..]);
    }

    [TestMethod]
    public async Task A_colour_model_restores_a_grey_image_to_a_grey_image()
    {
        using var folder = new TemporaryFolder();
        folder.Folder("in");
        Pictures.From([10, 250, 3, 99], 2, 2, 1).Save(folder["in", "a.png"]);
        await Jobs.Run(folder, TestModels.Negative(3, 2, 2));
        Assert.AreEqual(1, Pictures.Open(folder["out", "a.png"]).Bands);
        CollectionAssert.AreEqual((byte[])[245, 5, 252, 156], Pictures.Pixels(folder["out", "a.png"]));
    }

    [TestMethod]
    public async Task Alpha_is_left_alone_while_colour_is_restored()
    {
        using var folder = new TemporaryFolder();
        folder.Folder("in");
        Pictures.From([10, 20, 30, 0, 40, 50, 60, 77], 2, 1, 4).Save(folder["in", "a.png"]);
        await Jobs.Run(folder, TestModels.Negative(3, 1, 2));
        CollectionAssert.AreEqual((byte[])[245, 235, 225, 0, 215, 205, 195, 77], Pictures.Pixels(folder["out", "a.png"]));
    }

    [TestMethod]
    [DataRow("a.png")]
    [DataRow("a.jpg")]
    [DataRow("a.webp")]
    [DataRow("a.tif")]
    public async Task The_orientation_tag_is_applied_to_the_pixels_and_then_gone(string name)
    {
        using var folder = new TemporaryFolder();
        folder.Folder("in");
        // Lies on its side: the bright left half belongs on top.
        var lying = Pictures.From([.. Enumerable.Range(0, 32 * 16 * 3).Select(i => (byte)(i / 3 % 32 < 16 ? 230 : 20))], 32, 16, 3);
        lying.Mutate(m => m.Set(GValue.GIntType, "orientation", 6)).Save(folder["in", name]);

        var summary = await Jobs.Run(folder, TestModels.Identity(3, 32, 16));

        Assert.AreEqual(1, summary.Done, summary.Items[0].Reason);
        using var result = Pictures.Open(folder["out", name]);
        Assert.AreEqual((16, 32), (result.Width, result.Height));
        Assert.IsFalse(result.Contains("orientation") && (int)result.Get("orientation") != 1);
        Assert.IsGreaterThan(200, result.Getpoint(8, 4)[0]);
        Assert.IsLessThan(50, result.Getpoint(8, 28)[0]);
    }

    [TestMethod]
    [DataRow("a.jpg")]
    [DataRow("a.webp")]
    public async Task Lossy_formats_stay_what_they_are_with_little_loss(string name)
    {
        using var folder = new TemporaryFolder();
        folder.Folder("in");
        Pictures.Smooth(32, 24, 3).Save(folder["in", name]);
        await Jobs.Run(folder, TestModels.Identity(3, 24, 32));
        Assert.AreEqual(ImageFormats.Detect(File.ReadAllBytes(folder["in", name])), ImageFormats.Detect(File.ReadAllBytes(folder["out", name])));
        Assert.IsLessThan(2.0, Pictures.MeanDifference(folder["in", name], folder["out", name]));
    }

    [TestMethod]
    public async Task Lossless_webp_stays_lossless()
    {
        using var folder = new TemporaryFolder();
        folder.Folder("in");
        File.WriteAllBytes(folder["in", "a.webp"], Pictures.Random(16, 16, 4).WebpsaveBuffer(lossless: true, exact: true));
        await Jobs.Run(folder, TestModels.Identity(3, 16, 16));
        CollectionAssert.AreEqual(Pictures.Pixels(folder["in", "a.webp"]), Pictures.Pixels(folder["out", "a.webp"]));
    }

    [TestMethod]
    [DataRow("a.png")]
    [DataRow("a.jpg")]
    [DataRow("a.webp")]
    [DataRow("a.tif")]
    public async Task Colour_profile_and_exif_are_kept(string name)
    {
        using var folder = new TemporaryFolder();
        folder.Folder("in");
        using var image = Pictures.Smooth(16, 16, 3).IccTransform("srgb", inputProfile: "srgb")
            .Mutate(m => m.Set(GValue.GStrType, "exif-ifd0-Make", "ign (ign, ASCII, 4 components, 4 bytes)"));
        image.Save(folder["in", name]);
        await Jobs.Run(folder, TestModels.Identity(3, 16, 16));
        using var before = Pictures.Open(folder["in", name]);
        using var after = Pictures.Open(folder["out", name]);
        CollectionAssert.AreEqual((byte[])before.Get("icc-profile-data"), (byte[])after.Get("icc-profile-data"));
        if (before.Contains("exif-ifd0-Make")) StringAssert.StartsWith((string)after.Get("exif-ifd0-Make"), "ign");
        else Assert.AreEqual("a.tif", name, "Only TIFF has no EXIF block of this kind.");
    }

    [TestMethod]
    public async Task Metadata_is_not_invented()
    {
        using var folder = new TemporaryFolder();
        folder.Folder("in");
        File.WriteAllBytes(folder["in", "a.png"], Pictures.Random(4, 4, 3).PngsaveBuffer(keep: Enums.ForeignKeep.None));
        await Jobs.Run(folder, TestModels.Identity(3, 4, 4));
        Assert.IsFalse(Pictures.Open(folder["out", "a.png"]).Contains("exif-data"));
    }

    [TestMethod]
    [DataRow(20, 13)]
    [DataRow(3, 5)]
    [DataRow(8, 8)]
    [DataRow(257, 1)]
    public async Task An_image_of_another_size_can_be_resized_for_the_model_and_back(int width, int height)
    {
        using var folder = new TemporaryFolder();
        folder.Folder("in");
        Pictures.From([.. Enumerable.Repeat((byte)90, width * height * 3)], width, height, 3).Save(folder["in", "a.png"]);
        var job = Jobs.Make(folder, TestModels.Negative(1, 8, 8)) with { Fit = FitMode.Resize };

        var summary = await job.RunAsync();

        Assert.AreEqual(1, summary.Done, summary.Items[0].Reason);
        using var result = Pictures.Open(folder["out", "a.png"]);
        Assert.AreEqual((width, height), (result.Width, result.Height));
        Assert.IsTrue(result.WriteToMemory<byte>().All(p => p is >= 164 and <= 166), "255 − 90 everywhere");
    }

    [TestMethod]
    public async Task The_content_decides_the_format_and_not_the_name()
    {
        using var folder = new TemporaryFolder();
        folder.Folder("in");
        File.WriteAllBytes(folder["in", "a.jpg"], Pictures.Random(4, 4, 3).PngsaveBuffer());
        await Jobs.Run(folder, TestModels.Identity(3, 4, 4));
        Assert.AreEqual(ImageFormat.Png, ImageFormats.Detect(File.ReadAllBytes(folder["out", "a.jpg"])));
        CollectionAssert.AreEqual(Pictures.Pixels(folder["in", "a.jpg"]), Pictures.Pixels(folder["out", "a.jpg"]));
    }

    [TestMethod]
    public async Task Strict_jobs_fail_what_others_report()
    {
        using var folder = new TemporaryFolder();
        byte[] file = Pictures.Smooth(24, 16, 3).JpegsaveBuffer(keep: Enums.ForeignKeep.None);
        folder.Write("in/a.jpg", [.. file[..2], 0xff, 0xe2, 0, 7, .. "MPF\0"u8, 1, .. file[2..]]);
        var options = Jobs.Make(folder, TestModels.Identity(3, 8, 8)) with { Fit = FitMode.Tile };
        var item = (await options.RunAsync()).Items.Single();
        Assert.AreEqual("further pictures in the file, which show the image as it was", item.NotCarried!.Single());
        Assert.Contains("\"not_carried\":[\"further pictures", item.ToJson());
        var strict = (await (options with { StrictMetadata = true }).RunAsync()).Items.Single();
        Assert.AreEqual(RestorationOutcome.Failed, strict.Outcome, "It is another job: the result of the first is not up to date.");
        Assert.AreEqual("has metadata that its result cannot carry: further pictures in the file, which show the image as it was.",
            strict.Reason![..strict.Reason!.IndexOf("was.", StringComparison.Ordinal)] + "was.");
    }
}
