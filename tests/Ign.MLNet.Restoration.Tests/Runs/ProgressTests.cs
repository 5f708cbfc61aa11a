using System.Text.Json;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Restoration.Tests;

[TestClass]
public sealed class ProgressTests
{
    [TestMethod]
    public async Task One_large_image_tells_of_its_tiles_and_the_report_of_its_time()
    {
        using var folder = new TemporaryFolder();
        folder.Folder("in");
        Pictures.Random(64, 64, 1).Save(folder["in", "large.png"]);
        var options = Jobs.Make(folder, TestModels.Seeded(1, 8, 8)) with { Fit = FitMode.Tile, ReportFolder = folder["report"] };
        var told = new List<RestoreProgress>();
        await using var job = await RestorationJob.OpenAsync(options, null, default, null, new StepTime(TimeSpan.FromSeconds(0.3)));

        var summary = await job.RunAsync(new Inline<RestoreProgress>(told.Add));

        var tiles = told.TakeWhile(p => p.Item is null).ToArray();
        Assert.IsGreaterThan(5, tiles.Length);
        Assert.IsTrue(tiles.Zip(tiles.Skip(1)).All(t => t.First.Share < t.Second.Share || t.Second.Share == 0.999));
        Assert.IsTrue(tiles.All(p => p is { Finished: 0, Total: 1, PixelsTotal: 64 * 64, Share: < 1 }));
        Assert.AreEqual(1, told.Single(p => p.Item is not null).Share);
        Assert.AreEqual(RestorationStage.Report, told[^1].Bottleneck);
        Assert.AreEqual(64 * 64, summary.Pixels);
        Assert.IsGreaterThan(TimeSpan.Zero, summary.Reporting);
        using var json = JsonDocument.Parse(File.ReadAllText(folder["report", "summary.json"]));
        double seconds = json.RootElement.GetProperty("seconds").GetDouble(), reporting = json.RootElement.GetProperty("report_seconds").GetDouble();
        Assert.AreEqual((summary.Elapsed - summary.Reporting).TotalSeconds, seconds - reporting, 1e-3);
        Assert.IsGreaterThan(0, reporting);
    }
}
