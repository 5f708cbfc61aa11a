using Ign.MLNet.Imaging;

namespace Ign.MLNet.Restoration.Tests;

[TestClass]
public sealed class UnreadableKindTests
{
    [TestMethod]
    public async Task Photographs_of_a_kind_that_cannot_be_read_fail_and_are_counted()
    {
        using var folder = new TemporaryFolder();
        folder.Folder("in");
        Pictures.Random(8, 8, 1).Save(folder["in", "a.png"]);
        foreach (string name in (string[])["IMG_1.HEIC", "IMG_2.heic", "b.nef", "notes.txt"]) File.WriteAllBytes(folder["in", name], [1, 2, 3]);
        var job = Jobs.Make(folder, TestModels.Identity(1, 8, 8)) with { ReportFolder = folder["report"] };
        await using var opened = await RestorationJob.OpenAsync(job);
        var summary = await opened.RunAsync();
        Assert.AreEqual((1, 1, 3), (summary.Done, summary.Skipped, summary.Failed));
        Assert.AreEqual((2, 1), (summary.Unreadable[".heic"], summary.Unreadable[".nef"]));
        StringAssert.Contains(File.ReadAllText(folder["report", "summary.json"]), "\".heic\": 2");
        StringAssert.Contains(File.ReadAllText(folder["report", "report.html"]), "3 images are of a kind that cannot be read: 2 .heic, 1 .nef.");
    }

    [TestMethod]
    public async Task Patterns_leave_them_out_in_any_case_of_letters()
    {
        using var folder = new TemporaryFolder();
        folder.Folder("in");
        Pictures.Random(8, 8, 1).Save(folder["in", "a.png"]);
        File.Move(folder["in", "a.png"], folder["in", "A.PNG"]);
        File.WriteAllBytes(folder["in", "IMG_1.HEIC"], [1, 2, 3]);
        await using var job = await RestorationJob.OpenAsync(Jobs.Make(folder, TestModels.Identity(1, 8, 8)) with { Include = ["*.png"] });
        var summary = await job.RunAsync();
        Assert.AreEqual((1, 1, 0), (summary.Done, summary.Skipped, summary.Failed));
    }

    [TestMethod]
    public async Task What_is_only_read_becomes_png()
    {
        using var folder = new TemporaryFolder();
        folder.Folder("in");
        using var image = Pictures.Random(8, 8, 3);
        File.WriteAllBytes(folder["in", "a.gif"], image.GifsaveBuffer());
        File.WriteAllBytes(folder["in", "b.avif"], image.HeifsaveBuffer(compression: NetVips.Enums.ForeignHeifCompression.Av1, lossless: true));
        File.WriteAllBytes(folder["in", "c.JFIF"], image.JpegsaveBuffer());
        File.WriteAllBytes(folder["in", "d.gif"], image.JpegsaveBuffer());
        await using var job = await RestorationJob.OpenAsync(Jobs.Make(folder, TestModels.Identity(3, 8, 8)));
        var summary = await job.RunAsync();
        Assert.AreEqual(4, summary.Done, string.Join("; ", summary.Failures.Select(f => f.Reason)));
        CollectionAssert.AreEqual((string[])["a.png", "b.png", "c.JFIF", "d.png"], Jobs.FilesBelow(folder["out"]));
        foreach (string name in (string[])["a.png", "b.png", "d.png"])
            Assert.AreEqual(ImageFormat.Png, ImageFormats.Detect(File.ReadAllBytes(folder["out", name])));
        CollectionAssert.AreEqual(Files.Pixels(File.ReadAllBytes(folder["in", "a.gif"])), Files.Pixels(File.ReadAllBytes(folder["out", "a.png"])));
        CollectionAssert.AreEqual(Files.Pixels(File.ReadAllBytes(folder["in", "b.avif"])), Files.Pixels(File.ReadAllBytes(folder["out", "b.png"])));
        // A name that another image has already is refused before any work.
        image.Pngsave(folder["in", "a.png"]);
        var e = await Assert.ThrowsExactlyAsync<RestorationRefusedException>(() => RestorationJob.OpenAsync(Jobs.Make(folder, TestModels.Identity(3, 8, 8))));
        StringAssert.Contains(e.Message, "'a.gif' and 'a.png'");
    }
}
