namespace Ign.MLNet.Restoration.Tests;

[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class SlurmScriptTests
{
    [TestMethod]
    public async Task Settings_become_directives()
    {
        using var folder = Plans.Prepare(4);
        var settings = new SlurmSettings
        {
            Parallel = 2,
            Partition = "gpu,long",
            Time = "1-12:00:00",
            Cpus = 4,
            Memory = "8G",
            Gpus = "a100:1",
            StopLead = 300,
            Extra = ["--account=imaging", "-x n7"],
            Only = [0, 2, 3],
        };
        string script = new SlurmScript(await Plans.Make(folder, 4), settings).Restore();
        foreach (string line in (string[])["array=0,2-3%2", "partition=gpu,long", "time=1-12:00:00", "cpus-per-task=4", "mem=8G", "gpus-per-task=a100:1",
            "ntasks=1", "account=imaging", "requeue", "signal=B:USR1@300"])
            StringAssert.Contains(script, $"\n#SBATCH --{line}\n");
        StringAssert.Contains(script, "\n#SBATCH -x n7\n");
    }

    [TestMethod]
    public async Task Values_that_would_break_a_directive_are_refused()
    {
        using var folder = Plans.Prepare(4);
        var plan = await Plans.Make(folder, 4);
        SlurmSettings[] wrong =
        [
            new() { Partition = "a b" }, new() { Partition = "" }, new() { Time = "1h" }, new() { Time = "1\n#SBATCH --uid=0" }, new() { Cpus = 0 },
            new() { Memory = "8 G" },
            new() { Gpus = "1;rm" }, new() { Extra = ["account=x"] }, new() { Extra = ["--a\nrm -rf /"] }, new() { Extra = ["--a\rb"] }, new() { Parallel = 0 },
            new() { Only = [4] },
            new() { Only = [] }, new() { MaxRestarts = -1 }, new() { StopLead = 0 }, new() { StopLead = 65_536 }, new() { Command = ["a\0b"] },
        ];
        foreach (var settings in wrong) Assert.ThrowsExactly<RestorationRefusedException>(() => new SlurmScript(plan, settings).Restore(), $"{settings}");
    }

    [TestMethod]
    [DataRow(0, 0, 0, false)]
    [DataRow(3, 0, 0, false)]
    [DataRow(2, 0, 2, false)]
    [DataRow(75, 0, 75, true)]
    [DataRow(75, 49, 75, true)]
    [DataRow(75, 50, 75, false)]
    [DataRow(137, 2, 137, true)]
    [DataRow(137, 3, 137, false)]
    [DataRow(1, 0, 1, true)]
    public async Task The_exit_code_of_ign_decides_what_comes_next(int ign, int restarts, int code, bool requeued)
    {
        using var folder = Plans.Prepare(2);
        var result = await RunAsync(folder, $"exit {ign}", restarts);
        Assert.AreEqual(code, result.Code, result.Output);
        Assert.AreEqual(requeued, File.Exists(folder["scontrol.arguments"]), result.Output);
        if (requeued) Assert.AreEqual("requeue\n77\n", File.ReadAllText(folder["scontrol.arguments"]));
    }

    [TestMethod]
    public async Task Before_the_time_limit_ign_is_asked_to_stop_and_the_task_goes_on_later()
    {
        using var folder = Plans.Prepare(2);
        // The script's first child is ign: it signals its parent as Slurm would, and ends as ign does on SIGTERM.
        var result =
            await RunAsync(folder, "trap 'exit 75' TERM; sleep 1; kill -USR1 $PPID; i=0; while [ $i -lt 100 ]; do sleep 0.1; i=$((i + 1)); done; exit 9", 0);
        Assert.AreEqual(75, result.Code, result.Output);
        Assert.IsTrue(File.Exists(folder["scontrol.arguments"]), result.Output);
    }

    [TestMethod]
    public async Task A_task_that_Slurm_ends_does_not_come_back_by_itself()
    {
        using var folder = Plans.Prepare(2);
        var result = await RunAsync(folder, "sleep 1; kill -TERM $PPID; sleep 0.3; exit 75", 0);
        Assert.AreEqual(75, result.Code, result.Output);
        Assert.IsFalse(File.Exists(folder["scontrol.arguments"]), result.Output);
    }

    [TestMethod]
    public async Task A_task_that_Slurm_ends_at_the_announced_time_limit_comes_back()
    {
        using var folder = Plans.Prepare(2);
        // Slurm's own signal goes to all processes; the second one ends ign.
        var result = await RunAsync(folder, "trap : TERM; sleep 1; kill -USR1 $PPID; sleep 0.3; kill -TERM $PPID; sleep 0.3; trap - TERM; kill -TERM $$", 10);
        Assert.AreEqual(75, result.Code, result.Output);
        Assert.IsTrue(File.Exists(folder["scontrol.arguments"]), result.Output);
    }

    [TestMethod]
    [DataRow(0, 0)]
    [DataRow(1, 1)]
    [DataRow(3, 0)]
    public async Task The_job_that_verifies_succeeds_where_images_have_failed(int ign, int code)
    {
        using var folder = Plans.Prepare(2);
        Shell.Fake(folder["ign"], $"exit {ign}");
        File.WriteAllText(folder["script.sh"], new SlurmScript(await Plans.Make(folder, 2), new SlurmSettings { Command = [folder["ign"]] }).Verify());
        Assert.AreEqual(code, (await Shell.RunAsync("bash", [folder["script.sh"]])).Code);
        Assert.AreEqual($"verify\n--plan\n{folder["plan"]}\n", File.ReadAllText(folder["ign.arguments"]));
    }

    [TestMethod]
    public async Task Paths_of_all_kinds_reach_ign_as_they_are()
    {
        using var folder = Plans.Prepare(2);
        string plan = folder["plan 'a' \"b\" $(touch x) `id` ; & \\ * \n é"];
        await ShardedPlan.CreateAsync(Jobs.Make(folder, IgnModel.Load(folder["model.onnx"])), folder["model.onnx"], 1, plan);
        var result = await RunAsync(folder, "exit 0", 0, plan, ["--include", "it's *"]);
        Assert.AreEqual(0, result.Code, result.Output);
        Assert.AreEqual($"restore\n--plan\n{plan}\n--shard\nauto\n--include\nit's *\n", File.ReadAllText(folder["ign.arguments"]));
    }

    [TestMethod]
    public async Task The_scripts_are_valid_bash()
    {
        using var folder = Plans.Prepare(2);
        var script = new SlurmScript(await Plans.Make(folder, 2), new SlurmSettings { Partition = "main" });
        foreach (string text in (string[])[script.Restore(), script.Verify()])
        {
            File.WriteAllText(folder["script.sh"], text);
            Assert.AreEqual((0, ""), await Shell.RunAsync("bash", ["-n", folder["script.sh"]]));
            if (File.Exists("/usr/bin/shellcheck")) Assert.AreEqual((0, ""), await Shell.RunAsync("shellcheck", [folder["script.sh"]]));
        }
        StringAssert.Contains(script.Verify(), "\n'ign' 'verify' '--plan' ");
    }

    private static async Task<(int Code, string Output)> RunAsync(TemporaryFolder folder, string ign, int restarts, string? plan = null,
        string[]? arguments = null)
    {
        var loaded = plan is null ? await Plans.Make(folder, 2) : ShardedPlan.Load(plan);
        Shell.Fake(folder["ign"], ign);
        Shell.Fake(folder["scontrol"], "exit 0");
        Shell.Fake(folder["sleep"], "[ \"$1\" = 300 ] || exec /bin/sleep \"$@\"");
        File.WriteAllText(folder["script.sh"],
            new SlurmScript(loaded, new SlurmSettings { Command = [folder["ign"]], RestoreArguments = arguments ?? [] }).Restore());
        return await Shell.RunAsync("bash", [folder["script.sh"]], new Dictionary<string, string>
        {
            ["PATH"] = $"{folder.Path}:{Environment.GetEnvironmentVariable("PATH")}",
            ["SLURM_JOB_ID"] = "77",
            ["SLURM_ARRAY_TASK_ID"] = "0",
            ["SLURM_RESTART_COUNT"] = $"{restarts}",
        });
    }
}
