using System.Globalization;
using System.Text.RegularExpressions;
using Ign.MLNet.Imaging;
using Ign.MLNet.Reports;

namespace Ign.MLNet.Restoration;

/// <summary>Manifests that run a plan as an Indexed Job on Kubernetes (batch/v1, 1.29 or newer), and verify it.</summary>
public sealed partial class KubernetesJob
{
    private static readonly string s_template = PageAsset.Read(typeof(KubernetesJob), "kubernetes-job.yaml");

    private readonly ShardedPlan _plan;
    private readonly KubernetesSettings _settings;

    /// <summary>Manifests for a plan.</summary>
    /// <exception cref="RestorationRefusedException">A setting does not fit the plan or Kubernetes.</exception>
    public KubernetesJob(ShardedPlan plan, KubernetesSettings settings)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(settings);
        (_plan, _settings) = (plan, settings);
        Expect(JobName().IsMatch(settings.Name), $"'{settings.Name}' is no name for a Job; expected up to 50 lower-case letters, digits and hyphens.");
        Expect(settings.Namespace is null || Label().IsMatch(settings.Namespace), $"'{settings.Namespace}' is no name for a namespace.");
        Expect(Names().IsMatch(settings.Claim), $"'{settings.Claim}' is no name for a persistent volume claim.");
        Expect(settings.Image.Length > 0 && !settings.Image.Any(c => char.IsControl(c) || char.IsWhiteSpace(c)),
            "The name of the container image is missing or has blanks.");
        Expect(settings.Cpus is null || Cpu().IsMatch(settings.Cpus), $"'{settings.Cpus}' is no number of processors; expected for example 4 or 500m.");
        Expect(settings.Memory is null || Memory().IsMatch(settings.Memory), $"'{settings.Memory}' is no amount of memory; expected for example 8Gi.");
        Expect(settings.Parallel is null or >= 1, $"At least 1 pod runs at a time, not {settings.Parallel}.");
        Expect(settings.Gpus is null or >= 1, $"A pod has at least 1 GPU or none at all, not {settings.Gpus}.");
        Expect(settings.MaxRestarts is >= 0 and <= 100, $"A shard can be tried again 0 to 100 times, not {settings.MaxRestarts}.");
        Expect(settings.User >= 1, "The container must not run as user 0.");
        Expect(settings.GraceSeconds is >= 1 and <= 86_400, $"A pod gets 1 to 86400 seconds to stop, not {settings.GraceSeconds}.");
        Expect(settings.Only is not { Count: 0 }, "The list of shards is empty.");
        foreach (int shard in settings.Only ?? []) plan.CheckShard(shard);
        Expect(!settings.MountPath.Contains(':') && Path.TrimEndingDirectorySeparator(settings.MountPath) is not ("/" or "/tmp"),
            $"A volume cannot be mounted at '{settings.MountPath}' here.");
        foreach (var (what, path) in ((string, string)[])[("model", plan.ModelPath), ("input folder", plan.InputFolder), ("output folder", plan.OutputFolder),
            ("plan", plan.Folder)])
            Expect(RealPath.IsWithin(path, settings.MountPath),
                $"The {what} '{path}' does not lie below the mount path '{settings.MountPath}'; make the plan where the volume is mounted under that path.");
    }

    /// <summary>Folder in the plan's folder that the manifests belong into.</summary>
    public string Folder => Path.Join(_plan.Folder, "kubernetes");

    /// <summary>The Job whose indexes are the shards.</summary>
    public string Restore() =>
        Job("restore", _settings.Name,
            [_settings.Only is null ? "auto" : $"only:{string.Join(',', _settings.Only.Select(Number))}", .. _settings.Command, "restore",
                "--plan", _plan.Folder, .. _settings.RestoreArguments], _settings);

    /// <summary>The Job that verifies the plan, to be created when the other has ended.</summary>
    public string Verify() =>
        Job("verify", $"{_settings.Name}-verify", ["none", .. _settings.Command, "verify", "--plan", _plan.Folder],
            _settings with { Cpus = null, Memory = null, Gpus = null });

    private string Job(string kind, string name, IReadOnlyList<string> arguments, KubernetesSettings settings)
    {
        int completions = settings.Only?.Count ?? _plan.Shards;
        return YamlTemplate.Fill(s_template, kind, new Dictionary<string, string?>
        {
            ["name"] = Text(name),
            ["namespace"] = Text(settings.Namespace),
            ["completions"] = Number(completions),
            ["parallelism"] = Number(Math.Min(settings.Parallel ?? completions, completions)),
            ["restarts"] = Number(settings.MaxRestarts),
            ["grace"] = Number(settings.GraceSeconds),
            ["user"] = Number(settings.User),
            ["image"] = Text(settings.Image),
            // Kubernetes would put variables for $(NAME).
            ["arguments"] = string.Join(", ", arguments.Select(a => Text(a.Replace("$", "$$", StringComparison.Ordinal)))),
            ["cpus"] = Text(settings.Cpus),
            ["memory"] = Text(settings.Memory),
            ["gpus"] = settings.Gpus is { } gpus ? Text(Number(gpus)) : null,
            ["mount"] = Text(settings.MountPath),
            ["claim"] = Text(settings.Claim),
        });
    }

    private static string? Text(string? text) => text is null ? null : YamlTemplate.Text(text);

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static void Expect(bool valid, string message)
    {
        if (!valid) throw new RestorationRefusedException(message);
    }

    // Pods add an index and a random part to the name of the Job, all within 63 letters.
    [GeneratedRegex(@"^[a-z]([a-z0-9-]{0,48}[a-z0-9])?\z")]
    private static partial Regex JobName();

    [GeneratedRegex(@"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\z")]
    private static partial Regex Label();

    [GeneratedRegex(@"^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?\z")]
    private static partial Regex Names();

    [GeneratedRegex(@"^([1-9][0-9]*m|[0-9]+(\.[0-9]+)?)\z")]
    private static partial Regex Cpu();

    [GeneratedRegex(@"^[1-9][0-9]*([KMGT]i?)?\z")]
    private static partial Regex Memory();
}
