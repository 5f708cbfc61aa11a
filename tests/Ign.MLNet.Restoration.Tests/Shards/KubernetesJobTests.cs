using k8s;
using k8s.Models;

namespace Ign.MLNet.Restoration.Tests;

[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class KubernetesJobTests
{
    [TestMethod]
    public async Task The_manifest_says_what_was_asked_for()
    {
        using var folder = Plans.Prepare(4);
        var settings = Settings(folder) with
        {
            Namespace = "imaging",
            Parallel = 2,
            Cpus = "500m",
            Memory = "8Gi",
            Gpus = 1,
            RestoreArguments = ["--device", "cuda"],
        };
        var job = Parse(new KubernetesJob(await Plans.Make(folder, 3), settings).Restore());
        Assert.AreEqual(("batch/v1", "Job", "ign-restore", "imaging"), (job.ApiVersion, job.Kind, job.Metadata.Name, job.Metadata.NamespaceProperty));
        Assert.AreEqual(("Indexed", 3, 2, 6), (job.Spec.CompletionMode, job.Spec.Completions, job.Spec.Parallelism, job.Spec.BackoffLimitPerIndex));
        Assert.IsNull(job.Spec.MaxFailedIndexes, "One shard that fails must not stop the others.");
        var rules = job.Spec.PodFailurePolicy.Rules;
        Assert.AreEqual(("Ignore", "DisruptionTarget"), (rules[0].Action, rules[0].OnPodConditions.Single().Type));
        Assert.AreEqual(("FailIndex", "ign", "In", 2),
            (rules[1].Action, rules[1].OnExitCodes.ContainerName, rules[1].OnExitCodes.OperatorProperty, rules[1].OnExitCodes.Values.Single()));
        var pod = job.Spec.Template.Spec;
        Assert.AreEqual(("Never", true, 1654L, 60L),
            (pod.RestartPolicy, pod.SecurityContext.RunAsNonRoot, pod.SecurityContext.RunAsUser, pod.TerminationGracePeriodSeconds));
        var container = pod.Containers.Single();
        Assert.AreEqual(("ign", "registry.example/ign:0.1.0"), (container.Name, container.Image));
        Assert.AreEqual((true, false), (container.SecurityContext.ReadOnlyRootFilesystem, container.SecurityContext.AllowPrivilegeEscalation));
        Assert.AreEqual("cpu=500m memory=8Gi", string.Join(' ', container.Resources.Requests.Select(r => $"{r.Key}={r.Value}")));
        Assert.AreEqual("memory=8Gi nvidia.com/gpu=1", string.Join(' ', container.Resources.Limits.Select(r => $"{r.Key}={r.Value}")));
        Assert.AreEqual("data", pod.Volumes.Single(v => v.PersistentVolumeClaim?.ClaimName == "images").Name);
        Assert.AreEqual(folder.Path, container.VolumeMounts.Single(m => m.Name == "data").MountPath);
        CollectionAssert.AreEqual((string[])["auto", "ign", "restore", "--plan", folder["plan"], "--device", "cuda"],
            container.Args.Select(Expanded).ToArray());
    }

    [TestMethod]
    public async Task The_job_that_verifies_is_an_ordinary_one()
    {
        using var folder = Plans.Prepare(4);
        var job = Parse(new KubernetesJob(await Plans.Make(folder, 3), Settings(folder)).Verify());
        Assert.AreEqual(("ign-restore-verify", null, 0), (job.Metadata.Name, job.Spec.CompletionMode, job.Spec.BackoffLimit));
        Assert.IsNull(job.Spec.Template.Spec.Containers.Single().Resources);
    }

    [TestMethod]
    public async Task The_reader_knows_every_member()
    {
        using var folder = Plans.Prepare(4);
        string yaml = new KubernetesJob(await Plans.Make(folder, 3), Settings(folder)).Restore();
        Assert.Throws<Exception>(() => Parse(yaml.Replace("completionMode:", "completionMood:", StringComparison.Ordinal)));
    }

    [TestMethod]
    public async Task Values_that_Kubernetes_would_not_take_are_refused()
    {
        using var folder = Plans.Prepare(4);
        var plan = await Plans.Make(folder, 3);
        var good = Settings(folder);
        KubernetesSettings[] wrong =
        [
            good with { Name = "Ign" }, good with { Name = "" }, good with { Name = new string('a', 51) }, good with { Name = "a\nb" },
            good with { Namespace = "a.b" }, good with { Claim = "a/b" },
            good with { Image = "" }, good with { Image = "a b" }, good with { MountPath = folder["elsewhere"] }, good with { MountPath = "data" },
            good with { MountPath = "/" }, good with { MountPath = "/tmp/" }, good with { Cpus = "two" }, good with { Memory = "8 Gi" },
            good with { Gpus = 0 }, good with { Parallel = 0 }, good with { MaxRestarts = 101 }, good with { User = 0 }, good with { GraceSeconds = 0 },
            good with { Only = [3] }, good with { Only = [] },
        ];
        foreach (var settings in wrong) Assert.ThrowsExactly<RestorationRefusedException>(() => new KubernetesJob(plan, settings), $"{settings}");
    }

    [TestMethod]
    [DataRow(0, 0)]
    [DataRow(3, 0)]
    [DataRow(2, 2)]
    [DataRow(75, 75)]
    public async Task The_exit_code_of_ign_decides_what_comes_next(int ign, int code)
    {
        using var folder = Plans.Prepare(4);
        var result = await RunAsync(folder, folder["plan"], null, $"exit {ign}");
        Assert.AreEqual(code, result.Code, result.Output);
        Assert.AreEqual(code, (await RunAsync(folder, folder["plan"], null, $"exit {ign}", verify: true)).Code);
        StringAssert.EndsWith(File.ReadAllText(folder["ign.arguments"]), $"verify\n--plan\n{folder["plan"]}\n");
        File.Delete(folder["ign.arguments"]);
        await RunAsync(folder, folder["plan"], null, $"exit {ign}");
        Assert.AreEqual($"restore\n--plan\n{folder["plan"]}\n--shard\nauto\n", File.ReadAllText(folder["ign.arguments"]));
    }

    [TestMethod]
    public async Task Characters_of_two_units_are_one_escape()
    {
        using var folder = Plans.Prepare(4);
        var job = new KubernetesJob(await Plans.Make(folder, 3), Settings(folder) with { RestoreArguments = ["😀", @"\ud83d\ude00", "\\😀"] });
        StringAssert.Contains(job.Restore(), """ "\U0001F600", "\\ud83d\\ude00", "\\\U0001F600"] """.Trim());
        CollectionAssert.IsSubsetOf((string[])["😀", @"\ud83d\ude00", "\\😀"], Parse(job.Restore()).Spec.Template.Spec.Containers.Single().Args.ToArray());
    }

    [TestMethod]
    public async Task A_list_of_shards_is_worked_on_by_index()
    {
        using var folder = Plans.Prepare(4);
        await RunAsync(folder, folder["plan"], [0, 2], "exit 0", index: 1);
        StringAssert.EndsWith(File.ReadAllText(folder["ign.arguments"]), "--shard\n2\n");
    }

    [TestMethod]
    public async Task The_signal_that_ends_a_pod_reaches_ign()
    {
        using var folder = Plans.Prepare(4);
        var result = await RunAsync(folder, folder["plan"], null,
            "trap 'exit 75' TERM; sleep 1; kill -TERM $PPID; i=0; while [ $i -lt 100 ]; do sleep 0.1; i=$((i + 1)); done; exit 9");
        Assert.AreEqual(75, result.Code, result.Output);
    }

    [TestMethod]
    public async Task Paths_of_all_kinds_reach_ign_as_they_are()
    {
        using var folder = Plans.Prepare(4);
        string plan = folder["plan 'a' \"b\" $(HOME) $$(HOME) `id` ; # : { \\ \n é 😀 \u0085"];
        await RunAsync(folder, plan, null, "exit 0");
        Assert.AreEqual($"restore\n--plan\n{plan}\n--shard\nauto\n", File.ReadAllText(folder["ign.arguments"]));
    }

    private static KubernetesSettings Settings(TemporaryFolder folder) =>
        new() { Image = "registry.example/ign:0.1.0", Claim = "images", MountPath = folder.Path };

    private static V1Job Parse(string yaml) => KubernetesYaml.Deserialize<V1Job>(yaml, strict: true);

    /// <summary>What Kubernetes makes of a string of a command when no variable has the name.</summary>
    private static string Expanded(string text) => text.Replace("$$", "$", StringComparison.Ordinal);

    private static async Task<(int Code, string Output)> RunAsync(TemporaryFolder folder, string planFolder, int[]? only, string ign, int index = 0,
        bool verify = false)
    {
        var plan = await ShardedPlan.CreateAsync(Jobs.Make(folder, IgnModel.Load(folder["model.onnx"])), folder["model.onnx"], 3, planFolder);
        Shell.Fake(folder["ign"], ign);
        var job = new KubernetesJob(plan, Settings(folder) with { Only = only });
        var container = Parse(verify ? job.Verify() : job.Restore()).Spec.Template.Spec.Containers.Single();
        string[] words = [.. container.Command.Concat(container.Args).Select(Expanded)];
        return await Shell.RunAsync(words[0], words[1..],
            new Dictionary<string, string> { ["PATH"] = $"{folder.Path}:{Environment.GetEnvironmentVariable("PATH")}", ["JOB_COMPLETION_INDEX"] = $"{index}" });
    }
}
