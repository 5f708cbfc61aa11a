using System.Text.Json.Nodes;

namespace Ign.MLNet.Restoration.Tests;

[TestClass]
public sealed class ShardRunTests
{
    [TestMethod]
    public async Task Shards_together_give_the_bytes_of_one_job()
    {
        using var folder = Plans.Prepare(11);
        var plan = await Plans.Make(folder, 4);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(shard => Run(plan, shard)));
        await (Jobs.Make(folder, IgnModel.Load(folder["model.onnx"])) with { OutputFolder = folder["reference"] }).RunAsync();
        CollectionAssert.AreEqual(Jobs.FilesBelow(folder["reference"]), Jobs.FilesBelow(folder["out"]));
        foreach (string name in Jobs.FilesBelow(folder["reference"]))
            CollectionAssert.AreEqual(File.ReadAllBytes(folder["reference", name]), File.ReadAllBytes(folder["out", name]), name);

        var result = await Verify(plan, folder["merged"]);
        Assert.AreEqual((13, 11, 2, 0, 0L), (result.Files, result.Done, result.Skipped, result.Failed, result.Problems), string.Join('\n', result.Lines));
        string[] merged = [.. File.ReadLines(folder["merged", "report.jsonl"]).Select(l => (string)JsonNode.Parse(l)!["path"]!)];
        CollectionAssert.AreEqual(Jobs.FilesBelow(folder["in"]), merged);
        Assert.IsTrue(File.Exists(folder["merged", "report.html"]));
        Assert.IsTrue(File.Exists(folder["merged", "summary.json"]));
    }

    [TestMethod]
    public async Task A_shard_that_runs_again_has_nothing_to_do_and_stays_verified()
    {
        using var folder = Plans.Prepare(5);
        var plan = await Plans.Make(folder, 2);
        for (int round = 0; round < 2; round++)
            for (int shard = 0; shard < 2; shard++) await Run(plan, shard);
        Assert.AreEqual(0, (await Run(plan, 0)).Done);
        var result = await Verify(plan);
        Assert.AreEqual((5, 2, 0L), (result.Done, result.Skipped, result.Problems));
    }

    [TestMethod]
    public async Task A_stopped_shard_is_not_finished_until_it_has_gone_on()
    {
        using var folder = Plans.Prepare(40);
        var plan = await Plans.Make(folder, 1);
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAsync<OperationCanceledException>(() =>
            plan.RunAsync(0, new IgnProjectorOptions { BatchSize = 1, IntraOpThreads = 1 }, 1,
                new Inline<RestoreProgress>(p => { if (p.Finished == 3) stop.Cancel(); }), cancellation: stop.Token));
        var result = await Verify(plan);
        Assert.AreEqual((0, 1L), (result.Done, result.Problems));
        CollectionAssert.AreEqual((int[])[0], result.Unfinished.ToArray());
        StringAssert.Contains(result.Lines[0], "shard 0: has begun, but is not finished (40 images)");
        await Run(plan, 0);
        Assert.AreEqual((40, 0L), ((await Verify(plan)).Done, (await Verify(plan)).Problems));
    }

    [TestMethod]
    public async Task Shards_that_have_not_run_are_named()
    {
        using var folder = Plans.Prepare(8);
        var plan = await Plans.Make(folder, 4);
        await Run(plan, 2);
        var result = await Verify(plan, folder["merged"]);
        CollectionAssert.AreEqual((int[])[0, 1, 3], result.Unfinished.ToArray());
        Assert.IsTrue(result.Lines.All(l => l.Contains("has not begun", StringComparison.Ordinal)), string.Join('\n', result.Lines));
        Assert.AreEqual(2, result.Done);
        Assert.IsTrue(File.ReadAllText(folder["merged", "summary.json"]).Contains("\"complete\": false", StringComparison.Ordinal));
    }

    [TestMethod]
    public async Task A_failed_image_is_accounted_for()
    {
        using var folder = Plans.Prepare(4);
        File.WriteAllText(folder["in", "bad.png"], "bad");
        var plan = await Plans.Make(folder, 2);
        for (int shard = 0; shard < 2; shard++) await Run(plan, shard);
        var result = await Verify(plan);
        Assert.AreEqual((4, 1, 0L), (result.Done, result.Failed, result.Problems));
    }

    [TestMethod]
    public async Task A_file_that_is_not_the_plans_stays_a_problem_until_it_is_deleted()
    {
        using var folder = Plans.Prepare(4);
        var plan = await Plans.Make(folder, 2);
        string mine = plan.Lines(0).First(l => l.IsImage).Path, changed = plan.Lines(1).Last(l => l.IsImage).Path;
        Directory.CreateDirectory(Path.GetDirectoryName(folder["out", mine])!);
        File.WriteAllText(folder["out", mine], "mine");
        for (int shard = 0; shard < 2; shard++) await Run(plan, shard);
        File.AppendAllText(folder["out", changed], " ");
        var damaged = await Verify(plan);
        StringAssert.Contains(damaged.Lines[^1], "delete it first");
        CollectionAssert.AreEqual((int[])[1], damaged.Unfinished.ToArray());
        await Run(plan, 1);

        var result = await Verify(plan);
        CollectionAssert.AreEqual((string[])
        [
            $"shard 0: the result of '{mine}' is not this plan's (the output exists already): delete it or plan with --overwrite",
            $"shard 1: the result of '{changed}' is not this plan's (the output was changed since it was made): delete it or plan with --overwrite",
        ], result.Lines);
        Assert.IsEmpty(result.Unfinished);

        foreach (string path in (string[])[mine, changed]) File.Delete(folder["out", path]);
        CollectionAssert.AreEqual((int[])[0, 1], (await Verify(plan)).Unfinished.ToArray());
        for (int shard = 0; shard < 2; shard++) await Run(plan, shard);
        Assert.AreEqual((4, 0L), ((await Verify(plan)).Done, (await Verify(plan)).Problems));
    }

    [TestMethod]
    public async Task An_image_that_cannot_be_found_could_be_tried_again_and_one_that_is_bad_could_not()
    {
        using var folder = Plans.Prepare(6);
        File.WriteAllText(folder["in", "bad.png"], "bad");
        var plan = await Plans.Make(folder, 2);
        string gone = plan.Lines(1).Last(l => l.IsImage).Path;
        File.Move(folder["in", gone], folder["away.png"]);
        for (int shard = 0; shard < 2; shard++) await Run(plan, shard);
        var result = await Verify(plan);
        Assert.AreEqual((5, 2, 0L), (result.Done, result.Failed, result.Problems));
        CollectionAssert.AreEqual((int[])[1], result.Result.Retryable.ToArray());
        File.Move(folder["away.png"], folder["in", gone]);
        await Run(plan, 1);
        Assert.IsEmpty((await Verify(plan)).Result.Retryable);
    }

    [TestMethod]
    public async Task A_shard_whose_images_are_all_gone_asks_for_another_try()
    {
        using var folder = Plans.Prepare(4);
        var plan = await Plans.Make(folder, 2);
        foreach (var line in plan.Lines(1).Where(l => l.IsImage)) File.Delete(folder["in", line.Path]);
        await Run(plan, 0);
        StringAssert.Contains((await Assert.ThrowsExactlyAsync<RestorationStoppedException>(() => Run(plan, 1))).Message, "Not one of the 2 images of shard 1");
        var result = await Verify(plan);
        Assert.AreEqual((2, 2, 0L), (result.Done, result.Failed, result.Problems));
        CollectionAssert.AreEqual((int[])[1], result.Result.Retryable.ToArray());
    }

    [TestMethod]
    public async Task What_a_machine_lacks_asks_for_another_try()
    {
        using var folder = Plans.Prepare(4);
        var plan = await Plans.Make(folder, 1);
        Directory.Move(folder["in"], folder["away"]);
        StringAssert.Contains((await Assert.ThrowsExactlyAsync<RestorationStoppedException>(() => Run(plan, 0))).Message, "does not exist");
        Directory.Move(folder["away"], folder["in"]);
        Directory.CreateDirectory(folder["out"]);
        File.WriteAllText(folder["out", ".ign"], "in the way");
        StringAssert.Contains((await Assert.ThrowsExactlyAsync<RestorationStoppedException>(() => Run(plan, 0))).Message, "cannot be written");
        File.Delete(folder["out", ".ign"]);
        Assert.AreEqual(4, (await Run(plan, 0)).Done);
    }

    [TestMethod]
    public async Task Impossible_options_do_not_ask_for_another_try()
    {
        using var folder = Plans.Prepare(4);
        await Plans.Make(folder, 1);
        File.WriteAllText(folder["plan", "plan.json"],
            File.ReadAllText(folder["plan", "plan.json"]).Replace("\"applications\": 1", "\"applications\": 0", StringComparison.Ordinal));
        await Assert.ThrowsExactlyAsync<RestorationRefusedException>(() => Run(ShardedPlan.Load(folder["plan"]), 0));
    }

    [TestMethod]
    public async Task Bad_images_are_tried_again_when_told()
    {
        using var folder = Plans.Prepare(4);
        File.WriteAllText(folder["in", "bad.png"], "bad");
        var plan = await Plans.Make(folder, 1);
        await Run(plan, 0);
        Assert.AreEqual(1, await Entries(retry: false), "It fails again without work.");
        Assert.AreEqual(2, await Entries(retry: true));

        async Task<int> Entries(bool retry)
        {
            await plan.RunAsync(0, new IgnProjectorOptions { BatchSize = 4, IntraOpThreads = 1 }, 1, retryFailed: retry);
            return File.ReadLines(folder["plan", "shards", "0000", "journal.jsonl"]).Count(l => l.Contains("bad.png", StringComparison.Ordinal));
        }
    }

    [TestMethod]
    [DataRow("missing", "is missing")]
    [DataRow("longer", "bytes, not")]
    [DataRow("changed", "was changed since it was made")]
    [DataRow("report", "has another report than when it finished")]
    [DataRow("no report", "has lost its report")]
    [DataRow("done", "has a damaged done.json")]
    [DataRow("no done", "has begun, but is not finished")]
    [DataRow("other plan", "was finished for another plan")]
    [DataRow("leftover", "by a run of shard 1 that was killed; delete it")]
    [DataRow("manifest", "has been changed in the lines of shard 1")]
    public async Task What_has_happened_to_a_finished_shard_is_found(string damage, string problem)
    {
        using var folder = Plans.Prepare(4);
        var plan = await Plans.Make(folder, 2);
        for (int shard = 0; shard < 2; shard++) await Run(plan, shard);
        string output = folder["out", plan.Lines(1)[^1].Path], report = folder["plan", "shards", "0001", "report", "report.jsonl"],
            done = folder["plan", "shards", "0001", "done.json"];
        byte[] bytes = File.ReadAllBytes(output);
        switch (damage)
        {
            case "missing": File.Delete(output); break;
            case "longer": File.AppendAllText(output, " "); break;
            case "changed": bytes[^1] ^= 1; File.WriteAllBytes(output, bytes); break;
            case "report": File.AppendAllText(report, "\n"); break;
            case "no report": File.Delete(report); break;
            case "done": File.WriteAllText(done, "{"); break;
            case "no done": File.Delete(done); break;
            case "other plan": File.WriteAllText(done, File.ReadAllText(done).Replace(plan.Hash, new string('0', 64), StringComparison.Ordinal)); break;
            case "leftover": File.WriteAllText(folder["out", $".a.png.{Leftovers.Tag(plan, 1)}0123abcd.partial"], ""); break;
            case "manifest": File.WriteAllText(folder["plan", "manifest.jsonl"], File.ReadAllText(folder["plan", "manifest.jsonl"])[..^4] + "9}}\n"); break;
        }
        var result = await Verify(plan);
        Assert.AreEqual(1L, result.Problems, string.Join('\n', result.Lines));
        StringAssert.Contains(result.Lines[0], problem);
        if (damage is "leftover" or "manifest") Assert.IsEmpty(result.Unfinished);
        else CollectionAssert.AreEqual((int[])[1], result.Unfinished.ToArray());
    }

    [TestMethod]
    public async Task Lines_that_a_report_has_twice_too_few_or_too_many_are_found()
    {
        using var folder = Plans.Prepare(6);
        var plan = await Plans.Make(folder, 1);
        await Run(plan, 0);
        string report = folder["plan", "shards", "0000", "report", "report.jsonl"];
        string[] lines = File.ReadAllLines(report);
        await Expect([.. lines, lines[0]], "twice");
        await Expect(lines[1..], "is missing in its report");
        await Expect([.. lines, lines[0].Replace(plan.Lines(0).First(l => l.IsImage).Path, "other.png", StringComparison.Ordinal)],
            "'other.png', which is none of its files");
        await Expect([.. lines, "{"], "damaged line");
        await Expect([.. lines.Select(l => l.Replace("\"output\":\"", "\"output\":\"../", StringComparison.Ordinal))], "the report has '../");

        async Task Expect(string[] changed, string problem)
        {
            File.WriteAllLines(report, changed);
            var folderOf = ShardFolder.Of(plan.Folder, 0);
            var json = JsonNode.Parse(File.ReadAllText(folderOf.Done))!;
            json["reportHash"] = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(report)));
            File.WriteAllText(folderOf.Done, json.ToJsonString());
            var result = await Verify(plan);
            Assert.IsFalse(result.Complete);
            StringAssert.Contains(string.Join('\n', result.Lines), problem);
        }
    }

    [TestMethod]
    public async Task The_same_shard_does_not_run_twice_at_once()
    {
        using var folder = Plans.Prepare(40);
        var plan = await Plans.Make(folder, 1);
        using var begun = new SemaphoreSlim(0);
        using var goOn = new SemaphoreSlim(0);
        var first = Task.Run(() => plan.RunAsync(0, null, 1, new Inline<RestoreProgress>(p => { if (p.Finished == 1) { begun.Release(); goOn.Wait(); } })));
        await begun.WaitAsync();
        await Assert.ThrowsExactlyAsync<RestorationBusyException>(() => Run(plan, 0));
        goOn.Release();
        Assert.AreEqual(40, (await first).Done);
        Assert.AreEqual(0L, (await Verify(plan)).Problems);
    }

    private static Task<RestorationSummary> Run(ShardedPlan plan, int shard) =>
        plan.RunAsync(shard, new IgnProjectorOptions { BatchSize = 4, IntraOpThreads = 1 }, 1);

    private static async Task<Verified> Verify(ShardedPlan plan, string? report = null)
    {
        var lines = new List<string>();
        var result = await plan.VerifyAsync(report, new Inline<string>(lines.Add));
        return new Verified(result, lines);
    }

    private sealed record Verified(ShardVerification Result, List<string> Lines)
    {
        internal int Files => Result.Found;

        internal int Done => Result.Done;

        internal int Skipped => Result.Skipped;

        internal int Failed => Result.Failed;

        internal long Problems => Result.Problems;

        internal bool Complete => Result.Complete;

        internal IReadOnlyList<int> Unfinished => Result.Unfinished;
    }
}
