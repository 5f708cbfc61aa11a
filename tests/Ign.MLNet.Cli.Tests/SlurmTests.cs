using System.Diagnostics;

namespace Ign.MLNet.Cli.Tests;

[TestClass]
[TestCategory("Long")]
[OSCondition(OperatingSystems.Linux)]
public sealed class SlurmTests
{
    private const int Shards = 4;

    /// <summary>Images that a shard still has to make when something happens to it. On a busy machine a signal is heard one or two images late.</summary>
    private const int Spare = 8;

    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(20);

    [TestMethod]
    public Task An_array_survives_a_killed_task_a_time_limit_and_a_lost_node() => IgnProcess.InTheMiddle(Survives, images: 72);

    /// <returns>False if a shard that something should happen to was through before.</returns>
    private static async Task<bool> Survives(int images)
    {
        using var folder = Prepare(images);
        await using var cluster = await SlurmCluster.StartAsync();
        var clock = Stopwatch.StartNew();
        await Ign(cluster, "plan", "--model", folder["model.onnx"], "--in", folder["in"], "--out", folder["out"], "--plan", folder["plan"],
            "--shards", $"{Shards}", "--applications", "40");
        await Ign(cluster, "submit", "--engine", "slurm", "--plan", folder["plan"],
            "--restore-arg=--batch", "--restore-arg=1", "--restore-arg=--threads", "--restore-arg=1");

        // One process dies in the middle of its shard.
        if (await StopInTheMiddle(cluster, folder, images / Shards, "n1", clock) is not { } killed) return false;
        await killed.Signal("KILL");

        // One node is lost with all that runs on it.
        if (await StopInTheMiddle(cluster, folder, images / Shards, "n2", clock) is not { } lost) return false;
        await cluster.LoseNode("n2");

        // One task is told that its time is nearly up.
        if (await StopInTheMiddle(cluster, folder, images / Shards, "n1", clock) is not { } stopped) return false;
        await cluster.Call("scancel", "--batch", "--signal=USR1", stopped.Job);
        await Until(stopped.IsAskedToStop, clock, "the script to pass the signal on");
        await stopped.Signal("CONT");

        while ((await cluster.Call("squeue", "-h", "-o", "%i %T %r")).Length > 0)
        {
            if (clock.Elapsed > s_limit)
                Assert.Fail($"The array does not end:\n{await cluster.Call("squeue")}\n{await cluster.Call("sinfo", "-N", "-l")}\n{AllLogs(folder)}");
            await Task.Delay(200);
        }
        StringAssert.Contains(AllLogs(folder), $"restored {images}, skipped 0, failed 0 of {images} files in {Shards} shards; 0 problems",
            "The job that verifies is part of what was submitted.");
        StringAssert.Contains(Log(folder, killed.Shard), "ended with 137");
        StringAssert.Contains(Log(folder, stopped.Shard), "ended with 75");
        await Ign(cluster, "verify", "--plan", folder["plan"]);
        Console.WriteLine($"killed {killed.Shard}, lost {lost.Shard}, stopped {stopped.Shard}; {clock.Elapsed.TotalSeconds:0.0} s");

        await Ign(cluster, "restore", "--model", folder["model.onnx"], "--in", folder["in"], "--out", folder["reference"], "--applications", "40",
            "--no-report");
        string[] Names(string of) =>
            [.. Directory.EnumerateFiles(folder[of], "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(folder[of], f))
                .Where(f => !f.StartsWith(".ign", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        CollectionAssert.AreEqual(Names("reference"), Names("out"));
        foreach (string name in Names("out"))
            CollectionAssert.AreEqual(File.ReadAllBytes(folder["reference", name]), File.ReadAllBytes(folder["out", name]), name);
        Assert.HasCount(images, File.ReadAllLines(folder["plan", "report", "report.jsonl"]));
        return true;
    }

    /// <summary>Waits until a process of the node has made some, but not all, of the results of a shard, and stops it.</summary>
    /// <returns>Null if no shard has enough left to do.</returns>
    private static async Task<SlurmTask?> StopInTheMiddle(SlurmCluster cluster, TemporaryFolder folder, int each, string node, Stopwatch clock)
    {
        // A process that goes on where another one was has results from the start, before it listens to signals.
        var begun = new Dictionary<int, int>();
        bool IsInTheMiddle(SlurmTask task)
        {
            int results = Results(folder, task.Shard);
            return !begun.TryAdd(task.Process, results) && results > begun[task.Process] + 1 && results < each - Spare;
        }

        while (true)
        {
            if (cluster.Tasks().FirstOrDefault(t => t.Node == node && IsInTheMiddle(t)) is { } task)
            {
                await task.Signal("STOP");
                return task;
            }
            if (Enumerable.Range(0, Shards).All(s => Results(folder, s) >= each - Spare)) return null;
            if (clock.Elapsed > s_limit) Assert.Fail($"{node} never is in the middle of a shard:\n{await cluster.Call("squeue")}\n{AllLogs(folder)}");
            await Task.Delay(10);
        }
    }

    /// <summary>Lines of the shard's journal: one for each result.</summary>
    private static int Results(TemporaryFolder folder, int shard)
    {
        string journal = folder["plan", "shards", $"{shard:D4}", "journal.jsonl"];
        if (!File.Exists(journal)) return 0;
        using var file = new StreamReader(new FileStream(journal, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        int lines = 0;
        while (file.ReadLine() is not null) lines++;
        return lines;
    }

    private static async Task Ign(SlurmCluster cluster, params string[] arguments)
    {
        using var process = IgnProcess.Start(cluster.Environment, arguments);
        var result = await process.Result();
        Assert.AreEqual((ExitCode.Done, ""), (result.Code, result.Error), string.Join(' ', arguments));
    }

    private static async Task Until(Func<bool> condition, Stopwatch clock, string what)
    {
        while (!condition())
        {
            if (clock.Elapsed > s_limit) Assert.Fail($"Waited in vain for {what}.");
            await Task.Delay(50);
        }
    }

    private static string Log(TemporaryFolder folder, int shard) =>
        string.Concat(Directory.GetFiles(folder["plan", "slurm", "logs"], $"*_{shard}.log").Select(Read));

    private static string AllLogs(TemporaryFolder folder) =>
        string.Join('\n', Directory.GetFiles(folder["plan", "slurm", "logs"]).Select(f => $"== {Path.GetFileName(f)}\n{Read(f)}"));

    private static string Read(string path)
    {
        using var file = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return file.ReadToEnd();
    }

    /// <summary>Images that cost enough for something to happen in the middle of a shard.</summary>
    private static TemporaryFolder Prepare(int images)
    {
        var folder = new TemporaryFolder();
        folder.Folder("in", "sub");
        folder.WriteModel(3, 256, 256);
        for (int i = 0; i < images; i++) File.WriteAllBytes(folder["in", i % 3 == 0 ? "sub" : ".", $"{i:D3}.png"], TestFiles.Png(256, 256, 3, i));
        return folder;
    }
}
