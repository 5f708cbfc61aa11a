using Ign.MLNet.Imaging;

namespace Ign.MLNet.Restoration.Tests;

/// <summary>Patterns, formats, limits of quality, disposal, forecasts.</summary>
[TestClass]
public sealed class ChoiceTests
{
    [TestMethod]
    [DataRow("*.png", "", "a.png b/c.png")]
    [DataRow("b/**", "", "b/c.png b/d.jpg")]
    [DataRow("**/*.jpg", "", "b/d.jpg e.jpg")]
    [DataRow("", "*.jpg", "a.png b/c.png")]
    [DataRow("b/**", "*.png", "b/d.jpg")]
    [DataRow("/a.png", "", "a.png")]
    public async Task Patterns_choose_images_and_the_others_are_listed_as_skipped(string include, string exclude, string expected)
    {
        using var folder = Prepare();
        var result = await (Options(folder) with { Include = Words(include), Exclude = Words(exclude) }).RunAsync();
        CollectionAssert.AreEqual(Words(expected), Jobs.FilesBelow(folder["out"]));
        Assert.AreEqual(4, result.Total);
        Assert.AreEqual(4 - result.Done, result.Skipped);
    }

    [TestMethod]
    public async Task Patterns_that_let_nothing_through_are_refused()
    {
        using var folder = Prepare();
        var refused = await Assert.ThrowsExactlyAsync<RestorationRefusedException>(() => (Options(folder) with { Include = ["*.gif"] }).RunAsync());
        StringAssert.Contains(refused.Message, "that the patterns let through");
    }

    [TestMethod]
    public async Task Images_that_would_become_one_file_are_refused_with_a_list()
    {
        using var folder = Prepare();
        Pictures.Random(4, 4, 1).Save(folder["in", "a.jpg"]);
        Pictures.Random(4, 4, 1).Save(folder["in", "b", "c.webp"]);
        var refused = await Assert.ThrowsExactlyAsync<RestorationRefusedException>(() => (Options(folder) with { Format = ImageFormat.Png }).RunAsync());
        StringAssert.Contains(refused.Message, "'a.jpg' and 'a.png'; 'b/c.png' and 'b/c.webp'");
        Assert.IsFalse(Directory.Exists(folder["out"]));
        Assert.AreEqual(6, (await Options(folder).RunAsync()).Done, "with their own formats they stay apart");
    }

    [TestMethod]
    public void Two_names_that_an_output_without_case_would_merge_are_refused()
    {
        FoundFile[] files = [new("a/x.png", 1), new("a/X.PNG", 1)];
        FolderChecks.CheckCollisions(files, null, ignoresCase: false);
        var refused = Assert.ThrowsExactly<RestorationRefusedException>(() => FolderChecks.CheckCollisions(files, null, ignoresCase: true));
        StringAssert.Contains(refused.Message, "'a/x.png' and 'a/X.PNG'");
    }

    [TestMethod]
    public async Task A_correction_beyond_the_limit_fails_or_lets_the_input_through()
    {
        using var folder = new TemporaryFolder();
        folder.Folder("in");
        Pictures.From([127, 128, 127, 128], 2, 2, 1).Save(folder["in", "little.png"]);
        Pictures.From([0, 255, 0, 255], 2, 2, 1).Save(folder["in", "much.png"]);
        var options = Jobs.Make(folder, TestModels.Negative(1, 2, 2)) with { MaxDisplacement = 1 };

        var failed = await options.RunAsync();
        Assert.AreEqual((1, 1), (failed.Done, failed.Failed));
        Assert.AreEqual("its displacement of 4 is above 1.", failed.Items[1].Reason);
        Assert.AreEqual(4, failed.Items[1].Quality!.Displacement, 1e-6);

        var copied = await (options with { Beyond = BeyondLimit.Copy }).RunAsync();
        Assert.AreEqual((2, 1), (copied.Done, copied.Summary.Copied));
        CollectionAssert.AreEqual(File.ReadAllBytes(folder["in", "much.png"]), File.ReadAllBytes(folder["out", "much.png"]));
        Assert.AreEqual("copied: its displacement of 4 is above 1", copied.Items[1].Reason);

        var residual = await (options with { MaxDisplacement = null, MaxResidual = 0.5, OutputFolder = folder["other"] }).RunAsync();
        Assert.AreEqual("its residual of 2 is above 0.5.", residual.Items.Single(i => i.Path == "much.png").Reason);
    }

    [TestMethod]
    public async Task A_job_that_is_disposed_while_it_runs_stops_and_can_be_continued()
    {
        using var folder = new TemporaryFolder();
        folder.Folder("in");
        for (int i = 0; i < 60; i++) Pictures.Random(16, 16, 1, i).Save(folder["in", $"{i}.png"]);
        var options = Jobs.Make(folder, TestModels.Seeded(1, 16, 16)) with { Threads = 2 };
        var job = await RestorationJob.OpenAsync(options);
        using var begun = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        var run = job.RunAsync(new Inline<RestoreProgress>(_ => { begun.Set(); goOn.Wait(); }));
        Assert.ThrowsExactly<InvalidOperationException>(() => { job.RunAsync(); });
        begun.Wait();
        var disposing = job.DisposeAsync();
        goOn.Set(); // not before: it might be through otherwise
        await disposing;
        await Assert.ThrowsAsync<OperationCanceledException>(() => run);
        Assert.ThrowsExactly<ObjectDisposedException>(() => { job.RunAsync(); });
        await options.RunAsync();
        Assert.HasCount(60, Jobs.FilesBelow(folder["out"]));
    }

    [TestMethod]
    public async Task A_forecast_and_a_preview_write_nothing_and_tell_what_will_be()
    {
        using var folder = Prepare();
        File.WriteAllText(folder["in", "bad.png"], "no picture");
        await using var job = await RestorationJob.OpenAsync(Options(folder) with { Format = ImageFormat.Tiff });
        var forecast = await job.ForecastAsync();
        CollectionAssert.AreEquivalent((string[])["a.tif", "bad.tif", "b/c.tif", "b/d.tif", "e.tif"], job.Preview().Select(i => i.Output).ToArray());
        Assert.AreEqual((5, 1), (forecast.Tried, forecast.Failures.Count));
        Assert.IsTrue(forecast.Time > TimeSpan.Zero && forecast.Bytes > 0);
        Assert.IsFalse(Directory.Exists(folder["out"]));
        await using var plain = await RestorationJob.OpenAsync(Options(folder));
        await plain.RunAsync();
        Assert.AreEqual(4, plain.Preview().Count(i => i.Outcome == RestorationOutcome.Skipped));
    }

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static RestorationOptions Options(TemporaryFolder folder) => Jobs.Make(folder, TestModels.Identity(1, 4, 4));

    private static TemporaryFolder Prepare()
    {
        var folder = new TemporaryFolder();
        folder.Folder("in", "b");
        foreach (string name in (string[])["a.png", "b/c.png", "b/d.jpg", "e.jpg"]) Pictures.Random(4, 4, 1).Save(folder["in", name]);
        return folder;
    }
}
