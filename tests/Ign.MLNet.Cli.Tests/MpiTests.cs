using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Cli.Tests;

/// <summary>One training in several processes, started by Open MPI's and by Slurm's launcher.</summary>
[TestClass]
[TestCategory("Long")]
[OSCondition(OperatingSystems.Linux)]
public sealed class MpiTests
{
    // All of it stays on this machine, also where the processes talk over TCP.
    private static readonly Dictionary<string, string> s_environment = new()
    {
        ["OMPI_ALLOW_RUN_AS_ROOT"] = "1",
        ["OMPI_ALLOW_RUN_AS_ROOT_CONFIRM"] = "1",
        ["OMPI_MCA_btl_tcp_if_include"] = "lo",
        ["OMPI_MCA_oob_tcp_if_include"] = "lo",
        ["OMPI_MCA_rmaps_base_oversubscribe"] = "1",
    };

    [TestMethod]
    public async Task Processes_of_mpirun_train_what_one_process_trains_and_go_on_in_another_number()
    {
        using var folder = new TemporaryFolder();
        var alone = await IgnProcess.RunInside(Train(folder["one"]));
        Assert.AreEqual((ExitCode.Done, ""), (alone.Code, alone.Error));
        foreach (var (name, ranks) in ((string, int)[])[("two", 2), ("again", 2), ("four", 4)])
        {
            var result = await Run(Mpi(ranks, folder[name]));
            Assert.AreEqual(0, result.Code, result.Output + result.Error);
            StringAssert.Contains(result.Output, $"in {ranks} processes");
            Assert.HasCount(1, result.Output.Split('\n').Where(line => line.Contains("weights in", StringComparison.Ordinal)).ToList(), "One speaks for all.");
            Assert.IsLessThan(1e-5, Apart(folder["one"], folder[name]), name);
        }
        CollectionAssert.AreEqual(File.ReadAllBytes(folder["two", "checkpoint.safetensors"]), File.ReadAllBytes(folder["again", "checkpoint.safetensors"]));

        // A process that is killed takes the others along; what it had saved is gone on from, by as many as there are.
        using (var all = Start(Mpi(4, folder["killed"])))
        {
            await all.Until(() => Images(folder["killed"]) > 0 || all.HasExited);
            if (!all.HasExited) await Signal(Ranks(folder["killed"])[^1], "KILL");
            Assert.AreNotEqual(0, (await all.Result()).Code);
        }
        Assert.IsEmpty(Ranks(folder["killed"]));
        var rest = await Run(Mpi(2, folder["killed"]));
        Assert.AreEqual(0, rest.Code, rest.Output + rest.Error);
        StringAssert.Contains(rest.Output, "going on with");
        Assert.IsLessThan(1e-5, Apart(folder["one"], folder["killed"]));
    }

    [TestMethod]
    public async Task Tasks_of_srun_on_two_nodes_train_one_network_and_a_dead_one_ends_the_step()
    {
        using var folder = new TemporaryFolder();
        var alone = await IgnProcess.RunInside(Train(folder["one"]));
        Assert.AreEqual((ExitCode.Done, ""), (alone.Code, alone.Error));
        await using var cluster = await SlurmCluster.StartAsync();
        Require.That(Directory.GetDirectories("/usr/lib", "*-linux-gnu").Any(d => File.Exists(Path.Combine(d, "libpmix.so"))),
            "There is no libpmix.so for Slurm (apt-get install libpmix-dev).");
        string[] Step(string run, params string[] more) => ["srun", "-N2", "-n2", "--kill-on-bad-exit=1", .. more, .. Program(Train(run))];

        var strangers = await Run(Step(folder["strangers"]), cluster.Environment);
        Assert.AreNotEqual(0, strangers.Code);
        StringAssert.Contains(strangers.Error, "that do not know each other");

        using (var all = Start(Step(folder["two"], "--mpi=pmix"), cluster.Environment))
        {
            await all.Until(() => Images(folder["two"]) > 0 || all.HasExited);
            if (!all.HasExited) await Signal(Ranks(folder["two"])[^1], "KILL");
            Assert.AreNotEqual(0, (await all.Result()).Code);
        }
        var rest = await Run(Step(folder["two"], "--mpi=pmix"), cluster.Environment);
        Assert.AreEqual(0, rest.Code, rest.Output + rest.Error);
        StringAssert.Contains(rest.Output, "going on with");
        Assert.IsLessThan(1e-5, Apart(folder["one"], folder["two"]));
    }

    [TestMethod]
    public async Task A_submitted_training_goes_on_after_a_killed_process_and_near_its_time_limit()
    {
        const int Long = 12_000; // enough to be met in the middle twice
        using var folder = new TemporaryFolder();
        var reference = await Run(Mpi(2, folder["one"], Long));
        Assert.AreEqual(0, reference.Code, reference.Output + reference.Error);
        await using var cluster = await SlurmCluster.StartAsync();
        var submitted = await Run(
            Program(["submit", "--engine", "slurm", "--train", "--tasks", "2", "--sbatch=--nodes=2", "--", .. Train(folder["two"], Long)[1..]]),
            cluster.Environment);
        Assert.AreEqual((ExitCode.Done, ""), (submitted.Code, submitted.Error));
        string job = submitted.Output.Split(':')[0].Split(' ')[1], log = folder["two", "slurm", "logs", $"{job}.log"];
        string Log() => File.Exists(log) ? File.ReadAllText(log) : "";

        await Until(() => Images(folder["two"]) > 0, cluster, Log);
        await Signal(Ranks(folder["two"])[^1], "KILL");
        // Slurm lets two minutes pass before it starts a job again.
        await Until(() => Log().Contains("going on with", StringComparison.Ordinal), cluster, Log);
        long lost = Images(folder["two"]);
        await Until(() => Images(folder["two"]) > lost, cluster, Log);
        await cluster.Call("scancel", "--batch", "--signal=USR1", job);
        await Until(() => Log().Contains("the training ended with 75", StringComparison.Ordinal), cluster, Log);
        await Until(() => Log().Contains("weights in", StringComparison.Ordinal), cluster, Log);
        Assert.HasCount(2, Log().Split("going on with")[1..]);
        CollectionAssert.AreEqual(File.ReadAllBytes(folder["one", "weights.safetensors"]), File.ReadAllBytes(folder["two", "weights.safetensors"]));
    }

    [TestMethod]
    public async Task Without_the_library_one_line_says_what_is_missing()
    {
        using var folder = new TemporaryFolder();
        // As mpirun starts a process, on a machine without Open MPI: an empty folder hides the library.
        string hidden = Directory.CreateDirectory(folder["empty"]).FullName;
        File.WriteAllText(Path.Combine(hidden, "libmpi.so.40"), "");
        var result = await Run(Program(Train(folder["run"])),
            new Dictionary<string, string> { ["PMIX_RANK"] = "0", ["OMPI_COMM_WORLD_SIZE"] = "2", ["LD_LIBRARY_PATH"] = hidden });
        Assert.AreEqual(ExitCode.Failed, result.Code);
        StringAssert.Contains(result.Error, "libmpi.so.40 is not here");
        Assert.HasCount(1, result.Error.Trim().Split('\n'));
        Assert.IsFalse(Directory.Exists(folder["run"]));
    }

    /// <summary>200 steps in 32 bits, or as many as <paramref name="images"/> take, with a checkpoint at every report.</summary>
    private static string[] Train(string run, int images = 1600) =>
    [
        "train", "--data", Repository.At("tests/photos"), "--run", run, "--patch", "32", "--width", "4", "--blocks", "1", "--images", $"{images}",
        "--held-out", "2", "--threads", "1", "--set", "precision=Single", "--checkpoint-every", "0", "--cache", run + ".cache",
    ];

    private static string[] Program(string[] arguments) =>
        [Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", Path.Combine(AppContext.BaseDirectory, "ign.dll"), .. arguments];

    private static string[] Mpi(int ranks, string run, int images = 1600) =>
        [Require.Program("openmpi-bin", "mpirun"), "-n", ranks.ToString(CultureInfo.InvariantCulture), .. Program(Train(run, images))];

    private static Process Start(string[] command, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in s_environment.Concat(environment ?? new Dictionary<string, string>())) start.Environment[name] = value;
        return Process.Start(start)!;
    }

    private static async Task<IgnResult> Run(string[] command, IReadOnlyDictionary<string, string>? environment = null)
    {
        using var process = Start(command, environment);
        return await process.Result();
    }

    /// <summary>Processes that train in a run folder.</summary>
    private static int[] Ranks(string run) =>
    [
        .. Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, out _)).Where(name => IsRank(name!, run))
            .Select(name => int.Parse(name!, CultureInfo.InvariantCulture)).Order(),
    ];

    private static bool IsRank(string process, string run)
    {
        try
        {
            string[] arguments = File.ReadAllText($"/proc/{process}/cmdline").Split('\0');
            return arguments.Length > 1 && arguments[1].EndsWith("ign.dll", StringComparison.Ordinal) && arguments.Contains(run);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static async Task Signal(int process, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{process}"]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Images of the last report; 0 before the first one.</summary>
    private static long Images(string run)
    {
        string stats = Path.Combine(run, "stats.jsonl");
        return File.Exists(Path.Combine(run, "checkpoint.safetensors")) && File.Exists(stats)
            && File.ReadLines(stats).LastOrDefault(line => line.EndsWith('}')) is { } line
            ? (long)JsonNode.Parse(line)!["images"]!
            : 0;
    }

    /// <summary>Waits for what a job does; it fails where the job has ended without doing it.</summary>
    private static async Task Until(Func<bool> condition, SlurmCluster cluster, Func<string> log)
    {
        for (int looks = 1; !condition(); looks++)
        {
            // Asking Slurm takes longer than looking.
            if (looks % 100 == 0 && (await cluster.Call("squeue", "-h", "-o", "%i %T")).Length == 0 && !condition())
                Assert.Fail($"The job has ended:\n{log()}");
            await Task.Delay(20);
        }
    }

    private static double Apart(string run, string other) => Weights(run).Zip(Weights(other)).Max(p => Math.Abs(p.First - p.Second));

    private static IEnumerable<float> Weights(string run) => WeightFile.Load(Path.Combine(run, "weights.safetensors")).InOrder.SelectMany(t => t.Data);
}
