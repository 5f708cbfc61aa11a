using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Ign.MLNet.Restoration;

namespace Ign.MLNet.Cli;

/// <summary><c>ign submit</c>: hands a plan to Slurm or Kubernetes, or a training to Slurm.</summary>
internal sealed class SubmitCommand
{
    private readonly Option<string> _engine = ValueOption.Required("--engine", "What runs the shards, or the training.", "slurm|kubernetes")
        .AcceptOnly("slurm", "kubernetes");
    private readonly Option<string?> _plan = PathOption.OptionalFolder("--plan", "Folder of the plan.", "folder");
    private readonly Option<bool> _train = new("--train")
    {
        Description = "Slurm: submit a training instead of a plan; the arguments of ign train follow behind --. "
            + "Where it is stopped or lost, it goes on from its checkpoint.",
    };
    private readonly Option<int?> _tasks = ValueOption.Of<int?>("--tasks", "Slurm: processes of the training (default: 1); several need Open MPI.", "number");
    private readonly Argument<string[]> _trainArguments = new("train-arguments")
    {
        Description = "Behind --: the arguments of ign train, e.g. -- --data photos --patch 96 --run run/photo.",
        Arity = ArgumentArity.ZeroOrMore,
    };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Show what would be submitted; write and call nothing." };
    private readonly Option<string?> _only = ValueOption.Of<string?>("--only", "Only these shards.", "3,7-9");
    private readonly Option<int?> _parallel = ValueOption.Of<int?>("--parallel", "Most shards at a time.", "number");
    private readonly Option<string?> _cpus = ValueOption.Of<string?>("--cpus", "Processors of one shard, or of one process of a training.", "number");
    private readonly Option<string?> _memory = ValueOption.Of<string?>("--memory",
        "Memory of one shard, or on each node of a training, e.g. 8G for Slurm, 8Gi for Kubernetes.", "size");
    private readonly Option<string?> _gpus = ValueOption.Of<string?>("--gpus",
        "GPUs of one shard, or of one process of a training, e.g. 1, or a100:1 for Slurm; ign restore then runs with --device cuda.", "number");
    private readonly Option<int?> _maxRestarts = ValueOption.Of<int?>("--max-restarts",
        "How often a shard or training that crashed is started again (default: 3 on Slurm, 6 on Kubernetes).", "number");
    private readonly Option<string[]> _restoreArguments = ValueOption.Of<string[]>("--restore-arg",
        "A further argument of ign restore, e.g. --restore-arg=--threads --restore-arg=4; may be repeated.", "argument");
    private readonly Option<string[]> _command = ValueOption.Of<string[]>("--command",
        "Program that is ign there, and leading arguments by repetition (default: this program on Slurm, ign on Kubernetes).", "program");
    private readonly Option<string?> _partition = ValueOption.Of<string?>("--partition", "Slurm: partition.", "name");
    private readonly Option<string?> _time = ValueOption.Of<string?>("--time", "Slurm: time limit of one task, e.g. 4:00:00.", "time");
    private readonly Option<int?> _stopLead = ValueOption.Of<int?>("--stop-lead",
        "Slurm: seconds before the time limit at which a task is asked to stop (default: 60).", "number");
    private readonly Option<string[]> _sbatch = ValueOption.Of<string[]>("--sbatch",
        "Slurm: a further option of sbatch, e.g. --sbatch=--account=imaging; may be repeated.", "option");
    private readonly Option<string?> _image = ValueOption.Of<string?>("--image", "Kubernetes: container image with ign.", "image");
    private readonly Option<string?> _claim = ValueOption.Of<string?>("--claim", "Kubernetes: persistent volume claim that holds the plan's folders.", "name");
    private readonly Option<string?> _mount = ValueOption.Of<string?>("--mount", "Kubernetes: where it is mounted, here and there.", "path");
    private readonly Option<string?> _name = ValueOption.Of<string?>("--name", "Kubernetes: name of the Job (default: ign-restore).", "name");
    private readonly Option<string?> _namespace = ValueOption.Of<string?>("--namespace", "Kubernetes: namespace.", "name");
    private readonly Option<int?> _user = ValueOption.Of<int?>("--user", "Kubernetes: numeric user of the container (default: 1654).", "number");
    private readonly CliConsole _console;
    private readonly StopSignals _stop;

    private SubmitCommand(CliConsole console, StopSignals stop) => (_console, _stop) = (console, stop);

    internal static Command Create(CliConsole console, StopSignals stop) => new SubmitCommand(console, stop).Build();

    private Option[] ForSlurm => [_partition, _time, _stopLead, _sbatch, _train, _tasks];

    private Option[] ForPlans => [_plan, _only, _parallel, _restoreArguments];

    private Option[] ForKubernetes => [_image, _claim, _mount, _name, _namespace, _user];

    private Command Build()
    {
        var command = new Command("submit",
            "Write a Slurm script or a Kubernetes Job for a plan into its folder, and submit it with sbatch or kubectl.\nWith --train, a Slurm script for a training.")
        {
            _trainArguments,
        };
        foreach (var option in (Option[])[_engine, .. ForPlans, _dryRun, _cpus, _memory, _gpus, _maxRestarts, _command, .. ForSlurm, .. ForKubernetes])
            command.Add(option);
        command.SetAction((parsed, _) => RunAsync(parsed));
        return command;
    }

    private Task<int> RunAsync(ParseResult parsed)
    {
        bool slurm = parsed.GetRequiredValue(_engine).Equals("slurm", StringComparison.OrdinalIgnoreCase);
        foreach (var option in slurm ? ForKubernetes : ForSlurm)
            if (parsed.GetResult(option) is { Implicit: false })
                throw new UsageException($"{option.Name} is not for --engine {parsed.GetRequiredValue(_engine)}.");
        var submission = new Submission(_console, parsed.GetValue(_dryRun), _stop.Token);
        if (parsed.GetValue(_train)) return submission.ToSlurmAsync(Training(parsed));
        string folder = parsed.GetValue(_plan) ?? throw new UsageException("--plan is required, or --train for a training.");
        if (parsed.GetResult(_tasks) is { Implicit: false } || parsed.GetValue(_trainArguments) is { Length: > 0 })
            throw new UsageException($"{_tasks.Name} and arguments behind -- are for {_train.Name}.");
        var plan = ShardedPlan.Load(folder);
        var only = parsed.GetValue(_only) is { } list ? ShardList.Parse(list, plan.Shards) : null;
        return slurm
            ? submission.ToSlurmAsync(new SlurmScript(plan, Slurm(parsed, only)))
            : submission.ToKubernetesAsync(new KubernetesJob(plan, Kubernetes(parsed, only)));
    }

    /// <summary>The training, with its arguments understood as <c>ign train</c> will, so that a mistake shows here and not hours later in a queue.</summary>
    private SlurmTraining Training(ParseResult parsed)
    {
        if (ForPlans.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } idle)
            throw new UsageException($"{idle.Name} is not for {_train.Name}.");
        string[] arguments = parsed.GetValue(_trainArguments) ?? [];
        var root = (RootCommand)parsed.RootCommandResult.Command;
        var train = root.Parse(["train", .. arguments], parsed.Configuration);
        if (train.Errors.Count > 0) throw new UsageException($"ign train, behind --: {ParseMessages.Of(train, root)[0]}");
        var settings = Slurm(parsed, null);
        if (settings.Cpus is { } cpus && train.GetResult("--threads") is not OptionResult { Implicit: false })
            arguments = [.. arguments, "--threads", cpus.ToString(CultureInfo.InvariantCulture)];
        return new SlurmTraining(train.GetRequiredValue<string>("--run"), Environment.CurrentDirectory, arguments, settings);
    }

    private SlurmSettings Slurm(ParseResult parsed, IReadOnlyList<int>? only)
    {
        var settings = new SlurmSettings
        {
            Command = CommandOf(parsed, ThisProgram()),
            RestoreArguments = RestoreArguments(parsed),
            Only = only,
            Parallel = parsed.GetValue(_parallel),
            Partition = parsed.GetValue(_partition),
            Time = parsed.GetValue(_time),
            Cpus = Whole(parsed, _cpus),
            Memory = parsed.GetValue(_memory),
            Gpus = parsed.GetValue(_gpus),
            Extra = parsed.GetValue(_sbatch) ?? [],
            Tasks = parsed.GetValue(_tasks) ?? 1,
        };
        if (parsed.GetValue(_stopLead) is { } lead) settings = settings with { StopLead = lead };
        return parsed.GetValue(_maxRestarts) is { } restarts ? settings with { MaxRestarts = restarts } : settings;
    }

    private KubernetesSettings Kubernetes(ParseResult parsed, IReadOnlyList<int>? only)
    {
        var settings = new KubernetesSettings
        {
            Image = Required(parsed, _image),
            Claim = Required(parsed, _claim),
            MountPath = Required(parsed, _mount),
            Namespace = parsed.GetValue(_namespace),
            Command = CommandOf(parsed, ["ign"]),
            RestoreArguments = RestoreArguments(parsed),
            Only = only,
            Parallel = parsed.GetValue(_parallel),
            Cpus = parsed.GetValue(_cpus),
            Memory = parsed.GetValue(_memory),
            Gpus = Whole(parsed, _gpus),
        };
        if (parsed.GetValue(_name) is { } name) settings = settings with { Name = name };
        if (parsed.GetValue(_user) is { } user) settings = settings with { User = user };
        return parsed.GetValue(_maxRestarts) is { } restarts ? settings with { MaxRestarts = restarts } : settings;
    }

    private string[] RestoreArguments(ParseResult parsed) =>
        [.. parsed.GetValue(_gpus) is null ? (string[])[] : ["--device", "cuda"], .. parsed.GetValue(_restoreArguments) ?? []];

    private IReadOnlyList<string> CommandOf(ParseResult parsed, IReadOnlyList<string> standard) =>
        parsed.GetValue(_command) is { Length: > 0 } command ? command : standard;

    /// <summary>How this process was started: by its own executable, or by <c>dotnet ign.dll</c>.</summary>
    private static string[] ThisProgram()
    {
        string program = Environment.ProcessPath ?? "ign";
        return Path.GetFileNameWithoutExtension(program) == "ign" ? [program] : [program, typeof(SubmitCommand).Assembly.Location];
    }

    private static int? Whole(ParseResult parsed, Option<string?> option)
    {
        if (parsed.GetValue(option) is not { } text) return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0
            ? number
            : throw new UsageException($"{option.Name}: expected a whole number from 1, got '{text}'.");
    }

    private static string Required(ParseResult parsed, Option<string?> option) =>
        parsed.GetValue(option) ?? throw new UsageException($"{option.Name} is required for --engine kubernetes.");
}
