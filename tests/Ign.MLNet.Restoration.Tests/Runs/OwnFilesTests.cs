using Microsoft.ML;
using Microsoft.ML.Data;

namespace Ign.MLNet.Restoration.Tests;

/// <summary>A restored folder is as good an input as any: what a job or a training has left in it is none of its images.</summary>
[TestClass]
public sealed class OwnFilesTests
{
    private static readonly string[] s_images = ["b.png", "deep/a.png"];

    [TestMethod]
    public async Task A_restored_folder_is_restored_and_loaded_as_the_images_that_it_holds()
    {
        using var folder = new TemporaryFolder();
        folder.Folder("in", "deep");
        foreach (string image in s_images) Pictures.Random(4, 4, 1).Save(folder["in", image]);
        var options = Jobs.Make(folder, TestModels.Identity(1, 4, 4)) with { ReportFolder = folder["out", "ign-report"] };
        Assert.AreEqual(2, (await options.RunAsync()).Done);
        folder.Folder("out", "run", "more");
        foreach (string own in (string[])[".b.png.0123abcd.partial", "run/samples-000000064.png", "run/more/x.png", "run/events.out.tfevents.ign"])
            File.Copy(folder["in", "b.png"], folder["out", own]);

        var again = options with { InputFolder = folder["out"], OutputFolder = folder["again"], ReportFolder = null };
        await using (var job = await RestorationJob.OpenAsync(again))
        {
            Assert.AreEqual(2, job.Images);
            // A dry run says of each file why nothing becomes of it.
            var reasons = job.Preview().ToDictionary(i => i.Path, i => i.Reason);
            CollectionAssert.AreEqual(s_images, reasons.Where(r => r.Value is null).Select(r => r.Key).ToArray());
            foreach (var (path, reason) in ((string, string)[])[(".ign/journal.jsonl", "hidden"), (".b.png.0123abcd.partial", "hidden"),
                ("ign-report/report.html", "not an image"),
                ("run/samples-000000064.png", "of a training"), ("run/more/x.png", "of a training")]) Assert.AreEqual(reason, reasons[path], path);
        }
        var result = await again.RunAsync();
        Assert.AreEqual((2, 0), (result.Done, result.Failed));
        CollectionAssert.AreEqual(s_images, Jobs.FilesBelow(folder["again"]));
        CollectionAssert.AreEqual(s_images, new MLContext().Data.LoadImageFolder(folder["out"]).GetColumn<string>("Path").ToArray());
    }
}
