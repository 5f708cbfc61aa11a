using System.Globalization;
using System.Text.RegularExpressions;

namespace Ign.MLNet.Restoration;

/// <summary>What an array of restoring tasks, or a training, asks of a Slurm cluster; null leaves a choice to the cluster.</summary>
public sealed partial record SlurmSettings
{
    /// <summary>Program and leading arguments that stand for <c>ign</c> on the nodes.</summary>
    public IReadOnlyList<string> Command { get; init; } = ["ign"];

    /// <summary>Further arguments of <c>ign restore</c>, for example <c>--threads 4</c>.</summary>
    public IReadOnlyList<string> RestoreArguments { get; init; } = [];

    /// <summary>Shards to run, ascending; null for all.</summary>
    public IReadOnlyList<int>? Only { get; init; }

    /// <summary>Most tasks at a time; null for as many as the cluster runs.</summary>
    public int? Parallel { get; init; }

    /// <summary>Processes of a training, 1 to 100,000; an array has one a task.</summary>
    public int Tasks { get; init; } = 1;

    /// <summary>Partition, or several with commas.</summary>
    public string? Partition { get; init; }

    /// <summary>Time limit of one task, as Slurm writes it: minutes, <c>hours:minutes:seconds</c> or <c>days-hours</c>.</summary>
    public string? Time { get; init; }

    /// <summary>Cores of one task.</summary>
    public int? Cpus { get; init; }

    /// <summary>Memory of one task, for example <c>8G</c>.</summary>
    public string? Memory { get; init; }

    /// <summary>GPUs of one task, for example <c>1</c> or <c>a100:1</c>.</summary>
    public string? Gpus { get; init; }

    /// <summary>Further options of <c>sbatch</c>, for example <c>--account=imaging</c>.</summary>
    public IReadOnlyList<string> Extra { get; init; } = [];

    /// <summary>How often a task that crashed is started again, 0 to 100.</summary>
    public int MaxRestarts { get; init; } = 3;

    /// <summary>Seconds before the time limit at which a task is asked to stop, 1 to 65,535: enough for the images in work.</summary>
    public int StopLead { get; init; } = 60;

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="RestorationRefusedException">A number is out of range.</exception>
    internal void Check()
    {
        if (MaxRestarts is < 0 or > 100) throw new RestorationRefusedException($"A task can be restarted 0 to 100 times, not {MaxRestarts}.");
        if (Parallel is < 1) throw new RestorationRefusedException($"At least 1 task runs at a time, not {Parallel}.");
        if (Tasks is < 1 or > 100_000) throw new RestorationRefusedException($"A training runs in 1 to 100000 processes, not {Tasks}.");
        if (StopLead is < 1 or > 65_535)
            throw new RestorationRefusedException($"A task is asked to stop 1 to 65535 seconds before its time limit, not {StopLead}.");
    }

    /// <summary>What srun has to be told again.</summary>
    internal IEnumerable<string> SizesOfTask()
    {
        if (Cpus is { } cpus) yield return $"--cpus-per-task={Number(cpus)}";
        if (Gpus is not null) yield return $"--gpus-per-task={Gpus}";
    }

    /// <summary>The lines for the head of a script, checked: a directive cannot be quoted like a word of the shell.</summary>
    internal IEnumerable<string> Directives()
    {
        if (Partition is not null) yield return Directive("--partition", Partition, Names());
        if (Time is not null) yield return Directive("--time", Time, Times());
        if (Cpus is { } cpus) yield return Directive("--cpus-per-task", Number(cpus), Numbers());
        if (Memory is not null) yield return Directive("--mem", Memory, Sizes());
        if (Gpus is not null) yield return Directive("--gpus-per-task", Gpus, Names());
        foreach (string extra in Extra)
        {
            if (!Options().IsMatch(extra))
                throw new RestorationRefusedException($"'{extra}' is not an option of sbatch; expected one line that begins with '-'.");
            yield return $"#SBATCH {extra}";
        }
    }

    internal static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Directive(string option, string value, Regex allowed) =>
        allowed.IsMatch(value) ? $"#SBATCH {option}={value}" : throw new RestorationRefusedException($"'{value}' is no value for {option} of sbatch.");

    [GeneratedRegex(@"^[A-Za-z0-9_.,:=-]+\z")]
    private static partial Regex Names();

    [GeneratedRegex(@"^[0-9]+([-:][0-9]+)*\z")]
    private static partial Regex Times();

    [GeneratedRegex(@"^[1-9][0-9]*\z")]
    private static partial Regex Numbers();

    [GeneratedRegex(@"^[0-9]+[KMGT]?\z")]
    private static partial Regex Sizes();

    [GeneratedRegex(@"^-[^\p{Cc}]+\z")]
    private static partial Regex Options();
}
