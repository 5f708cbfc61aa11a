namespace Ign.MLNet.Cli.Tests;

[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class SubmitCommandTests
{
    private static readonly string[] s_kubernetes = ["--engine", "kubernetes", "--image", "registry.example/ign", "--claim", "images", "--mount"];

    [TestMethod]
    public async Task Slurm_gets_the_array_and_then_the_verifying_job()
    {
        using var folder = await Prepare(4);
        Fake(folder, "sbatch", "case \"$*\" in *dependency*) echo 43 ;; *) echo '42;cluster' ;; esac");
        var result = await Submit(folder, "--engine", "slurm", "--parallel", "2", "--only", "1,2", "--partition", "main",
            "--sbatch=--account=imaging", "--restore-arg=--threads", "--restore-arg=4");
        Assert.AreEqual((ExitCode.Done, ""), (result.Code, result.Error));
        StringAssert.Contains(result.Output, "array 42");
        StringAssert.Contains(result.Output, "job 43");
        string slurm = folder["plan", "slurm"];
        string restore = Path.GetFileName(Directory.GetFiles(slurm, "restore-*.sh").Single()),
            verify = restore.Replace("restore", "verify", StringComparison.Ordinal);
        Assert.AreEqual($"{slurm}: --parsable {restore}\n{slurm}: --parsable --dependency=afterany:42 {verify}\n", File.ReadAllText(folder["sbatch.calls"]));
        string script = File.ReadAllText(Path.Combine(slurm, restore));
        foreach (string part in (string[])["--array=1-2%2\n", "--partition=main\n", "#SBATCH --account=imaging\n", "'--threads' '4' &", "ign.dll' 'restore'"])
            StringAssert.Contains(script, part);
        Assert.IsTrue(Directory.Exists(Path.Combine(slurm, "logs")), "Slurm does not make the folder of its logs.");
    }

    [TestMethod]
    public async Task Slurm_gets_a_training_whose_arguments_were_understood()
    {
        using var folder = new TemporaryFolder();
        Fake(folder, "sbatch", "echo 42");
        string[] train = ["--data", "pictures", "--run", folder["it's run"], "--images", "640"];
        var result = await SubmitTraining(folder,
            ["--tasks", "4", "--cpus", "2", "--gpus", "a100:1", "--stop-lead", "90", "--", .. train]);
        Assert.AreEqual((ExitCode.Done, ""), (result.Code, result.Error));
        StringAssert.Contains(result.Output, "job 42: the training");
        string script = File.ReadAllText(Directory.GetFiles(folder["it's run", "slurm"], "train-*.sh").Single());
        foreach (string part in (string[])["#SBATCH --ntasks=4\n", "#SBATCH --requeue\n", "#SBATCH --signal=B:USR1@90\n", "#SBATCH --cpus-per-task=2\n",
            $"\ncd '{Environment.CurrentDirectory}' || exit 1\n", "'srun' '--mpi=pmix' '--kill-on-bad-exit=1' '--cpus-per-task=2' '--gpus-per-task=a100:1' '",
            $"ign.dll' 'train' '--data' 'pictures' '--run' '{folder["it'\\''s run"]}' '--images' '640' '--threads' '2' &"])
            StringAssert.Contains(script, part);
        Assert.IsTrue(Directory.Exists(folder["it's run", "slurm", "logs"]), "Slurm does not make the folder of its logs.");

        var alone = await SubmitTraining(folder, ["--dry-run", "--cpus", "2", "--", .. train, "--threads", "1"]);
        Assert.AreEqual((ExitCode.Done, ""), (alone.Code, alone.Error));
        Assert.DoesNotContain("'srun'", alone.Output);
        StringAssert.Contains(alone.Output, "'--threads' '1' &");
    }

    [TestMethod]
    [DataRow("-- --data x", "ign train, behind --: Option '--run' is required.")]
    [DataRow("-- --data x --run y --widht 3", "--widht")]
    [DataRow("-- train --data x --run y", "'train' is too much")]
    [DataRow("--tasks 0 -- --data x --run y", "1 to 100000 processes")]
    [DataRow("--only 3 -- --data x --run y", "--only is not for --train")]
    public async Task A_training_that_would_not_start_is_not_submitted(string arguments, string part)
    {
        using var folder = new TemporaryFolder();
        (await SubmitTraining(folder, arguments.Split(' '))).ExpectError(ExitCode.WrongUsage, "ign submit", part);
    }

    [TestMethod]
    public async Task Two_submissions_do_not_share_their_scripts()
    {
        using var folder = await Prepare(4);
        Fake(folder, "sbatch", "echo 42");
        await Task.WhenAll(Submit(folder, "--engine", "slurm", "--only", "1"), Submit(folder, "--engine", "slurm", "--only", "2", "--stop-lead", "90"));
        string[] scripts = [.. Directory.GetFiles(folder["plan", "slurm"], "restore-*.sh").Select(File.ReadAllText)];
        Assert.HasCount(2, scripts);
        Assert.HasCount(2, Directory.GetFiles(folder["plan", "slurm"], "verify-*.sh"));
        foreach (string part in (string[])["--array=1\n", "--array=2\n", "USR1@60\n", "USR1@90\n"])
            Assert.HasCount(1, scripts.Where(s => s.Contains(part, StringComparison.Ordinal)), part);
    }

    [TestMethod]
    public async Task Kubernetes_gets_the_job()
    {
        using var folder = await Prepare(4);
        Fake(folder, "kubectl", "echo 'job.batch/ign-restore created'");
        var result = await Submit(folder, [.. s_kubernetes, folder.Path, "--gpus", "1", "--memory", "8Gi"]);
        Assert.AreEqual((ExitCode.Done, ""), (result.Code, result.Error));
        StringAssert.Contains(result.Output, "job.batch/ign-restore created");
        string file = Directory.GetFiles(folder["plan", "kubernetes"], "restore-*.yaml").Single();
        StringAssert.EndsWith(File.ReadAllText(folder["kubectl.calls"]), $": create -f {file}\n");
        StringAssert.Contains(File.ReadAllText(file), "\"--device\", \"cuda\"");
        Assert.IsTrue(File.Exists(file.Replace("restore-", "verify-", StringComparison.Ordinal)));
    }

    [TestMethod]
    public async Task A_dry_run_shows_everything_and_does_nothing()
    {
        using var folder = await Prepare(4);
        foreach (string[] engine in (string[][])[["--engine", "slurm"], [.. s_kubernetes, folder.Path]])
        {
            var result = await Submit(folder, [.. engine, "--dry-run"]);
            Assert.AreEqual((ExitCode.Done, ""), (result.Code, result.Error));
            StringAssert.Contains(result.Output, engine[1] == "slurm" ? "#SBATCH --array=0-3" : "completions: 4");
            StringAssert.Contains(result.Output, "would call");
        }
        Assert.IsFalse(Directory.Exists(folder["plan", "slurm"]) || Directory.Exists(folder["plan", "kubernetes"]));
    }

    [TestMethod]
    public async Task A_dry_run_cuts_nothing()
    {
        using var folder = await Prepare(4);
        string longest = new('x', 5_000);
        StringAssert.Contains((await Submit(folder, "--engine", "slurm", "--dry-run", $"--restore-arg={longest}")).Output, $"'{longest}' &");
    }

    [TestMethod]
    public async Task A_cluster_for_tests_refuses_folders_that_patterns_would_not_find()
    {
        using var folder = new TemporaryFolder();
        string up = Repository.At("build/slurm/up.sh");
        foreach (string name in (string[])["a*", "a?", "[a]", "a b", "a\\b"])
        {
            using var process = System.Diagnostics.Process.Start(
                new System.Diagnostics.ProcessStartInfo(up, [folder[name]]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            Assert.AreEqual(2, (await process.Result()).Code, name);
        }
        Assert.IsEmpty(Directory.GetFileSystemEntries(folder.Path));
    }

    [TestMethod]
    public async Task A_program_that_is_missing_or_fails_is_one_line()
    {
        using var folder = await Prepare(4);
        (await Submit(folder, "--engine", "slurm")).ExpectError(ExitCode.Failed, "ign submit", "'sbatch' cannot be started");
        (await Submit(folder, [.. s_kubernetes, folder.Path])).ExpectError(ExitCode.Failed, "ign submit", "'kubectl' cannot be started");
        Fake(folder, "sbatch", "echo 'sbatch: first' >&2; echo 'sbatch: error: Batch job submission failed: Invalid partition' >&2; exit 1");
        (await Submit(folder, "--engine", "slurm"))
            .ExpectError(ExitCode.Failed, "ign submit", "failed with exit code 1: sbatch: error: Batch job submission failed: Invalid partition");
        Fake(folder, "sbatch", "echo Submitted batch job 42");
        (await Submit(folder, "--engine", "slurm")).ExpectError(ExitCode.Failed, "ign submit", "sbatch did not print the number of a job");
    }

    [TestMethod]
    [DataRow("--engine cron", "'cron'")]
    [DataRow("--engine slurm --image x", "--image is not for --engine slurm")]
    [DataRow("--engine kubernetes --image x --claim y --mount /data --time 5", "--time is not for --engine kubernetes")]
    [DataRow("--engine kubernetes --claim y --mount /data", "--image is required")]
    [DataRow("--engine kubernetes --image x --claim y --mount /elsewhere", "does not lie below the mount path")]
    [DataRow("--engine slurm --only 4", "no shard 4")]
    [DataRow("--engine slurm --only x", "'x' is not a list of shards")]
    [DataRow("--engine slurm --time soon", "'soon' is no value for --time")]
    [DataRow("--engine slurm --cpus two", "--cpus: expected a whole number")]
    [DataRow("--engine slurm --parallel 0", "At least 1 task")]
    [DataRow("--engine slurm --tasks 2", "are for --train")]
    [DataRow("--engine slurm -- --data x", "are for --train")]
    [DataRow("--engine kubernetes --image x --claim y --mount /data --train", "--train is not for --engine kubernetes")]
    public async Task Wrong_settings_are_wrong_usage_and_nothing_is_written(string arguments, string part)
    {
        using var folder = await Prepare(4);
        (await Submit(folder, arguments.Split(' '))).ExpectError(ExitCode.WrongUsage, "ign submit", part);
        Assert.HasCount(2, Directory.GetFileSystemEntries(folder["plan"]));
    }

    /// <summary>With no other programs to be found than those that a test has made.</summary>
    private static Task<IgnResult> Submit(TemporaryFolder folder, params string[] arguments) => Run(folder, ["submit", "--plan", folder["plan"], .. arguments]);

    private static Task<IgnResult> SubmitTraining(TemporaryFolder folder, params string[] arguments) =>
        Run(folder, ["submit", "--engine", "slurm", "--train", .. arguments]);

    private static async Task<IgnResult> Run(TemporaryFolder folder, string[] arguments)
    {
        using var process = IgnProcess.Start(new Dictionary<string, string> { ["PATH"] = folder.Folder("bin") }, arguments);
        return await process.Result();
    }

    private static void Fake(TemporaryFolder folder, string program, string line)
    {
        string path = Path.Combine(folder.Folder("bin"), program);
        File.WriteAllText(path, $"#!/bin/sh\necho \"$PWD: $*\" >> '{folder[program]}.calls'\n{line}\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static async Task<TemporaryFolder> Prepare(int images)
    {
        var folder = new TemporaryFolder();
        folder.Folder("in");
        folder.WriteModel();
        for (int i = 0; i < images; i++) File.WriteAllBytes(folder["in", $"{i:D3}.png"], TestFiles.Png(8, 8, 1, i));
        var planned = await IgnProcess.RunInside("plan", "--model", folder["model.onnx"], "--in", folder["in"], "--out", folder["out"],
            "--plan", folder["plan"], "--shards", $"{images}");
        Assert.AreEqual(ExitCode.Done, planned.Code, planned.Error);
        return folder;
    }
}
