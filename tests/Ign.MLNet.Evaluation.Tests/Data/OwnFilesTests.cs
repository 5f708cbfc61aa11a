using Ign.MLNet.Imaging;

namespace Ign.MLNet.Evaluation.Tests;

/// <summary>What this program writes among images of others is never taken for one of them.</summary>
[TestClass]
public sealed class OwnFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public void What_this_program_writes_among_images_is_none_of_them()
    {
        string[] images = ["deep/b.png", "deep/runs/c.JPE", "z.png"];
        foreach (string own in (string[])[".ign/journal.jsonl", ".ign/x.png", ".ign-cache/0123.images", ".z.png.0123abcd.partial", ".z.png",
            "ign-report/report.html", "ign-report/report.jsonl",
            "deep/run/events.out.tfevents.ign", "deep/run/samples-000000064.png", "deep/run/more/x.png"]) Write(own);
        foreach (string image in images) Write(image);
        CollectionAssert.AreEqual(images, ImageFolder.Files(_folder.Path));
        var copies = new DamagedFolder { Source = _folder.Path, Target = _folder.Path + "-bad", Damage = new Grey() }.Write();
        CollectionAssert.AreEqual(images, copies.Select(c => c.File).ToArray());
        Directory.Delete(_folder.Path + "-bad", recursive: true);
        foreach (string ending in (string[])[DamagedFolder.ContactName, DamagedFolder.ListName]) File.Delete(_folder.Path + ending);
        // Whoever names the folder of a training means it.
        CollectionAssert.AreEqual(new[] { "more/x.png", "samples-000000064.png" }, ImageFolder.Files(_folder.File("deep/run")));
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux | OperatingSystems.OSX)]
    public void Links_are_followed_once()
    {
        Write("a/x.png");
        Directory.CreateSymbolicLink(_folder.File("a/circle"), _folder.Path);
        Directory.CreateSymbolicLink(_folder.File("b"), _folder.File("a"));
        CollectionAssert.AreEqual(new[] { "a/x.png" }, ImageFolder.Files(_folder.Path));
        File.CreateSymbolicLink(_folder.File("loop"), _folder.File("loop"));
        CollectionAssert.AreEqual(new[] { "a/x.png" }, ImageFolder.Files(_folder.Path), "A link that leads nowhere is no image.");
    }

    private void Write(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.File(path))!);
        File.WriteAllBytes(_folder.File(path), PngWriter.Encode(new Samples(2, 2, new SampleLayout(3, HasAlpha: false, Wide: false), new byte[12])));
    }
}
