using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using Ign.MLNet.Imaging;

namespace Ign.MLNet.Restoration;

/// <summary>Manifests that run a plan as an Indexed Job on Kubernetes (batch/v1, 1.29 or newer), and verify it.</summary>
public sealed partial class KubernetesJob
{
    private static readonly JsonSerializerOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

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
        Expect(settings.Image.Length > 0 && !settings.Image.Any(c => char.IsControl(c) || char.IsWhiteSpace(c)), "The name of the container image is missing or has blanks.");
        Expect(settings.Cpus is null || Cpu().IsMatch(settings.Cpus), $"'{settings.Cpus}' is no number of processors; expected for example 4 or 500m.");
        Expect(settings.Memory is null || Memory().IsMatch(settings.Memory), $"'{settings.Memory}' is no amount of memory; expected for example 8Gi.");
        Expect(settings.Parallel is null or >= 1, $"At least 1 pod runs at a time, not {settings.Parallel}.");
        Expect(settings.Gpus is null or >= 1, $"A pod has at least 1 GPU or none at all, not {settings.Gpus}.");
        Expect(settings.MaxRestarts is >= 0 and <= 100, $"A shard can be tried again 0 to 100 times, not {settings.MaxRestarts}.");
        Expect(settings.User >= 1, "The container must not run as user 0.");
        Expect(settings.GraceSeconds is >= 1 and <= 86_400, $"A pod gets 1 to 86400 seconds to stop, not {settings.GraceSeconds}.");
        Expect(settings.Only is not { Count: 0 }, "The list of shards is empty.");
        foreach (int shard in settings.Only ?? []) plan.CheckShard(shard);
        Expect(!settings.MountPath.Contains(':') && Path.TrimEndingDirectorySeparator(settings.MountPath) is not ("/" or "/tmp"), $"A volume cannot be mounted at '{settings.MountPath}' here.");
        foreach (var (what, path) in ((string, string)[])[("model", plan.ModelPath), ("input folder", plan.InputFolder), ("output folder", plan.OutputFolder), ("plan", plan.Folder)])
            Expect(RealPath.IsWithin(path, settings.MountPath), $"The {what} '{path}' does not lie below the mount path '{settings.MountPath}'; make the plan where the volume is mounted under that path.");
    }

    /// <summary>Folder in the plan's folder that the manifests belong into.</summary>
    public string Folder => Path.Join(_plan.Folder, "kubernetes");

    /// <summary>The Job whose indexes are the shards.</summary>
    public string Restore()
    {
        int completions = _settings.Only?.Count ?? _plan.Shards;
        string spec = $"""
              completionMode: Indexed
              completions: {Number(completions)}
              parallelism: {Number(Math.Min(_settings.Parallel ?? completions, completions))}
              backoffLimitPerIndex: {Number(_settings.MaxRestarts)}
              podFailurePolicy:
                rules:
                  # A node that is drained or lost is no fault of the shard.
                  - action: Ignore
                    onPodConditions:
                      - type: DisruptionTarget
                  # ign refused the plan; starting it again would not help.
                  - action: FailIndex
                    onExitCodes:
                      containerName: ign
                      operator: In
                      values: [2]

            """;
        string shard = _settings.Only is null ? "auto" : $"only:{string.Join(',', _settings.Only.Select(Number))}";
        return Job(_settings.Name, spec, $"{Shard}\"$@\" --shard \"$shard\" &\n{Waiting}", [shard, .. _settings.Command, "restore", "--plan", _plan.Folder, .. _settings.RestoreArguments], sized: true);
    }

    /// <summary>The Job that verifies the plan, to be created when the other has ended.</summary>
    public string Verify() => Job($"{_settings.Name}-verify", "  backoffLimit: 0\n", $"\"$@\" &\n{Waiting}", ["ign", .. _settings.Command, "verify", "--plan", _plan.Folder], sized: false);

    /// <summary>Finds the shard, as the script's first argument says.</summary>
    private const string Shard = """
        shard=$0
        case $shard in
          only:*)
            index=$JOB_COMPLETION_INDEX
            IFS=,
            for shard in ${shard#only:}; do
              [ "$index" -eq 0 ] && break
              index=$((index - 1))
            done
            unset IFS ;;
        esac

        """;

    /// <summary>
    /// Passes on the signal that ends a pod, which a shell would keep to itself, and turns "some images failed" into success: they are in the report,
    /// and trying again would not help them.
    /// </summary>
    private const string Waiting = """
        worker=$!
        heard=0
        trap 'heard=$((heard + 1)); kill -TERM "$worker" 2>/dev/null' TERM
        while :; do
          before=$heard
          wait "$worker"
          code=$?
          [ "$heard" -eq "$before" ] && break
        done
        [ "$code" -eq 3 ] && exit 0
        exit "$code"

        """;

    private string Job(string name, string spec, string script, IReadOnlyList<string> arguments, bool sized)
    {
        var text = new StringBuilder("apiVersion: batch/v1\nkind: Job\nmetadata:\n");
        text.Append("  name: ").Append(Text(name)).Append('\n');
        if (_settings.Namespace is not null) text.Append("  namespace: ").Append(Text(_settings.Namespace)).Append('\n');
        text.Append("spec:\n").Append(spec).Append($"""
              template:
                spec:
                  restartPolicy: Never
                  automountServiceAccountToken: false
                  terminationGracePeriodSeconds: {Number(_settings.GraceSeconds)}
                  securityContext:
                    runAsNonRoot: true
                    runAsUser: {Number(_settings.User)}
                    runAsGroup: {Number(_settings.User)}
                    fsGroup: {Number(_settings.User)}
                    fsGroupChangePolicy: OnRootMismatch
                    seccompProfile:
                      type: RuntimeDefault
                  containers:
                    - name: ign
                      image: {Text(_settings.Image)}
                      command:
                        - /bin/sh
                        - -c
                        - |
            {Block(script)}
                      args: [{string.Join(", ", arguments.Select(Argument))}]

            """);
        if (sized) text.Append(Resources());
        text.Append($"""
                      securityContext:
                        allowPrivilegeEscalation: false
                        readOnlyRootFilesystem: true
                        capabilities:
                          drop: ["ALL"]
                      env:
                        # The root is read-only; what the runtime keeps in temporary files goes to the empty volume.
                        - name: HOME
                          value: "/tmp"
                      volumeMounts:
                        - name: data
                          mountPath: {Text(_settings.MountPath)}
                        - name: tmp
                          mountPath: "/tmp"
                  volumes:
                    - name: data
                      persistentVolumeClaim:
                        claimName: {Text(_settings.Claim)}
                    - name: tmp
                      emptyDir: {"{}"}

            """);
        return text.ToString().ReplaceLineEndings("\n");
    }

    private string Resources()
    {
        var amounts = new List<string>();
        if (_settings.Cpus is not null) amounts.Add($"cpu: {Text(_settings.Cpus)}");
        if (_settings.Memory is not null) amounts.Add($"memory: {Text(_settings.Memory)}");
        string gpus = _settings.Gpus is { } count ? $"nvidia.com/gpu: {Text(Number(count))}" : "";
        if (amounts.Count == 0 && gpus.Length == 0) return "";
        var text = new StringBuilder("          resources:\n");
        Block("requests", amounts);
        // A limit on processors would only slow a shard down where processors are idle.
        Block("limits", [.. amounts.Where(a => !a.StartsWith("cpu", StringComparison.Ordinal)), .. gpus.Length > 0 ? [gpus] : (string[])[]]);
        return text.ToString();

        void Block(string name, List<string> lines)
        {
            if (lines.Count == 0) return;
            text.Append("            ").Append(name).Append(":\n");
            foreach (string line in lines) text.Append("              ").Append(line).Append('\n');
        }
    }

    /// <summary>A YAML string: JSON's are a part of YAML, and leave no character to interpretation.</summary>
    private static string Text(string text) =>
        // JSON writes characters beyond U+FFFF as two escapes, which YAML does not put together.
        Pairs().Replace(JsonSerializer.Serialize(text, s_json), pair => $"\\U{char.ConvertToUtf32(Unit(pair.Groups[1]), Unit(pair.Groups[2])):X8}");

    private static char Unit(Group hex) => (char)ushort.Parse(hex.ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    /// <summary>A string of a command, in which Kubernetes would put variables for <c>$(NAME)</c>.</summary>
    private static string Argument(string text) => Text(Literal(text));

    private static string Literal(string text) => text.Replace("$", "$$", StringComparison.Ordinal);

    /// <summary>A script of ours as a block of lines, which people can read.</summary>
    private static string Block(string script) =>
        string.Join('\n', Literal(script).ReplaceLineEndings("\n").TrimEnd().Split('\n').Select(line => line.Length == 0 ? line : $"{new string(' ', 14)}{line}"));

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static void Expect(bool valid, string message)
    {
        if (!valid) throw new RestorationRefusedException(message);
    }

    // Pods add an index and a random part to the name of the Job, all within 63 letters.
    [GeneratedRegex(@"^[a-z]([a-z0-9-]{0,48}[a-z0-9])?\z")]
    private static partial Regex JobName();

    // The first half of a pair never stands without the second, so a backslash before it is not one of the text's own.
    [GeneratedRegex(@"\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")]
    private static partial Regex Pairs();

    [GeneratedRegex(@"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\z")]
    private static partial Regex Label();

    [GeneratedRegex(@"^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?\z")]
    private static partial Regex Names();

    [GeneratedRegex(@"^([1-9][0-9]*m|[0-9]+(\.[0-9]+)?)\z")]
    private static partial Regex Cpu();

    [GeneratedRegex(@"^[1-9][0-9]*([KMGT]i?)?\z")]
    private static partial Regex Memory();
}
