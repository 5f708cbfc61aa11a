using System.Text.Json;

namespace Ign.MLNet.Restoration.Tests;

[TestClass]
public sealed class JobTests
{
    [TestMethod]
    public async Task The_bytes_do_not_depend_on_batch_size_threads_or_order()
    {
        using var folder = new TemporaryFolder();
        folder.Folder("in");
        for (int i = 0; i < 9; i++) Pictures.Random(12, 12, 3, i).Save(folder["in", $"{i}.png"]);
        var job = Jobs.Make(folder, TestModels.Seeded(3, 12, 12));
        await (job with { OutputFolder = folder["one"], Threads = 1, Inference = new IgnProjectorOptions { BatchSize = 1, IntraOpThreads = 1 } }).RunAsync();
        await (job with { OutputFolder = folder["many"], Threads = 4, Inference = new IgnProjectorOptions { BatchSize = 7, IntraOpThreads = 2 } }).RunAsync();
        Assert.HasCount(9, Jobs.FilesBelow(folder["one"]));
        foreach (string name in Jobs.FilesBelow(folder["one"]))
            CollectionAssert.AreEqual(File.ReadAllBytes(folder["one", name]), File.ReadAllBytes(folder["many", name]), name);
    }

    [TestMethod]
    public async Task Progress_counts_every_file_once_and_up()
    {
        using var folder = new TemporaryFolder();
        folder.Folder("in");
        for (int i = 0; i < 10; i++) Pictures.Random(4, 4, 1, i).Save(folder["in", $"{i}.png"]);
        File.WriteAllText(folder["in", "bad.png"], "bad");
        File.WriteAllText(folder["in", "notes.txt"], "");
        var reports = new List<RestoreProgress>();
        await Jobs.Make(folder, TestModels.Identity(1, 4, 4)).RunAsync(p => { if (p.Item is not null) reports.Add(p); });
        CollectionAssert.AreEqual(Enumerable.Range(1, 12).ToArray(), reports.Select(r => r.Finished).ToArray());
        Assert.IsTrue(reports.All(r => r.Total == 12));
        Assert.AreEqual(12, reports.Select(r => r.Item!.Path).Distinct().Count());
    }

    [TestMethod]
    public async Task Cancellation_leaves_whole_files_only_and_the_next_run_completes_the_same_bytes()
    {
        using var folder = new TemporaryFolder();
        folder.Folder("in");
        for (int i = 0; i < 40; i++) Pictures.Random(16, 16, 1, i).Save(folder["in", $"{i:D2}.png"]);
        var job = Jobs.Make(folder, TestModels.Seeded(1, 16, 16)) with { Threads = 2 }; // with more, all forty can be under way at once
        await (job with { OutputFolder = folder["reference"] }).RunAsync();
        using var cancel = new CancellationTokenSource();
        var stopping = job with { ReportFolder = folder["report"] };

        await Assert.ThrowsAsync<OperationCanceledException>(() => stopping.RunAsync(p => { if (p.Finished == 5) cancel.Cancel(); }, cancel.Token));

        var written = Jobs.FilesBelow(folder["out"]);
        Assert.IsTrue(written.Length is >= 5 and < 40, $"{written.Length} files");
        foreach (string name in written) CollectionAssert.AreEqual(File.ReadAllBytes(folder["reference", name]), File.ReadAllBytes(folder["out", name]), name);
        StringAssert.Contains(File.ReadAllText(folder["report", "summary.json"]), "\"complete\": false");
        Assert.HasCount(written.Length, File.ReadAllLines(folder["report", "report.jsonl"]));

        var rest = await job.RunAsync();
        Assert.AreEqual((40 - written.Length, written.Length), (rest.Done, rest.Skipped));
        foreach (string name in Jobs.FilesBelow(folder["reference"]))
            CollectionAssert.AreEqual(File.ReadAllBytes(folder["reference", name]), File.ReadAllBytes(folder["out", name]), name);
    }

    [TestMethod]
    public async Task The_report_has_a_line_for_every_file_and_the_summary_counts_them()
    {
        using var folder = new TemporaryFolder();
        folder.Folder("in");
        Pictures.Random(4, 4, 1).Save(folder["in", "a.png"]);
        File.WriteAllText(folder["in", "b.png"], "bad");
        File.WriteAllText(folder["in", "c.txt"], "");
        await (Jobs.Make(folder, TestModels.Identity(1, 4, 4)) with { ReportFolder = folder["out", "ign-report"] }).RunAsync();

        var lines = File.ReadAllLines(folder["out", "ign-report", "report.jsonl"]).Select(l => JsonDocument.Parse(l).RootElement)
            .OrderBy(l => l.GetProperty("path").GetString(), StringComparer.Ordinal).ToArray();
        Assert.HasCount(3, lines);
        Assert.AreEqual("a.png done 0",
            $"{lines[0].GetProperty("path")} {lines[0].GetProperty("outcome")} {lines[0].GetProperty("quality").GetProperty("residual")}");
        Assert.AreEqual("failed", lines[1].GetProperty("outcome").GetString());
        Assert.AreEqual("skipped", lines[2].GetProperty("outcome").GetString());
        using var summary = JsonDocument.Parse(File.ReadAllText(folder["out", "ign-report", "summary.json"]));
        Assert.AreEqual("3 1 1 1 True",
            string.Join(' ', ((string[])["found", "done", "skipped", "failed", "complete"]).Select(n => summary.RootElement.GetProperty(n))));
        StringAssert.Contains(File.ReadAllText(folder["out", "ign-report", "report.html"]), "b.png");
    }

    [TestMethod]
    public async Task A_report_in_the_output_folder_itself_is_not_taken_for_a_leftover()
    {
        using var folder = new TemporaryFolder();
        folder.Folder("in");
        for (int i = 0; i < 10; i++) Pictures.Random(4, 4, 1, i).Save(folder["in", $"{i}.png"]);
        await (Jobs.Make(folder, TestModels.Identity(1, 4, 4)) with { ReportFolder = folder["out"] }).RunAsync();
        Assert.HasCount(10, File.ReadAllLines(folder["out", "report.jsonl"]));
        Assert.HasCount(13, Jobs.FilesBelow(folder["out"]));
    }

    [TestMethod]
    public async Task Large_images_wait_for_each_other_and_a_stop_ends_the_waiting()
    {
        using var folder = new TemporaryFolder();
        folder.Folder("in");
        for (int i = 0; i < 40; i++) Pictures.Random(64, 64, 1, i).Save(folder["in", $"{i:D2}.png"]);
        var options = Jobs.Make(folder, TestModels.Seeded(1, 64, 64)) with { MaxMemory = 1, Threads = 8 }; // each of them is above it
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAsync<OperationCanceledException>(() => options.RunAsync(p => { if (p.Finished == 4) stop.Cancel(); }, stop.Token));
        int written = Jobs.FilesBelow(folder["out"]).Length;
        Assert.IsTrue(written is >= 4 and <= 8, $"{written} files");
        var rest = await options.RunAsync();
        Assert.AreEqual((40 - written, written), (rest.Done, rest.Summary.UpToDate));
    }

    [TestMethod]
    public async Task An_exception_of_the_listener_ends_the_run_and_counts_nothing_twice()
    {
        using var folder = new TemporaryFolder();
        folder.Folder("in");
        for (int i = 0; i < 10; i++) Pictures.Random(4, 4, 1, i).Save(folder["in", $"{i}.png"]);
        var told = new List<RestorationItem>();
        var thrown = await Assert.ThrowsExactlyAsync<IOException>(() => Jobs.Make(folder, TestModels.Identity(1, 4, 4)).RunAsync(p =>
        {
            if (p.Item is not null) told.Add(p.Item);
            if (p.Finished == 3) throw new IOException("The listener is full.");
        }));
        Assert.AreEqual("The listener is full.", thrown.Message);
        Assert.IsTrue(told.All(i => i.Outcome == RestorationOutcome.Done));
        Assert.HasCount(told.Count, told.Select(i => i.Path).Distinct());
    }

    [TestMethod]
    public async Task Inputs_are_never_changed()
    {
        using var folder = new TemporaryFolder();
        folder.Folder("in");
        Pictures.Random(4, 4, 3).Save(folder["in", "a.png"]);
        var before = (File.ReadAllBytes(folder["in", "a.png"]), File.GetLastWriteTimeUtc(folder["in", "a.png"]));
        await Jobs.Run(folder, TestModels.Negative(3, 4, 4));
        CollectionAssert.AreEqual(before.Item1, File.ReadAllBytes(folder["in", "a.png"]));
        Assert.AreEqual(before.Item2, File.GetLastWriteTimeUtc(folder["in", "a.png"]));
    }
}
