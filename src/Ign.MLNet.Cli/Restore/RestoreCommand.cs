using System.Collections;
using System.CommandLine;
using Ign.MLNet.Networks;
using Ign.MLNet.Restoration;

namespace Ign.MLNet.Cli;

/// <summary><c>ign restore</c>: every image of a folder through the model, into another folder.</summary>
internal sealed class RestoreCommand
{
    private const string ReportFolderName = "ign-report";

    private readonly Option<string?> _model = ModelOption.Create();
    private readonly Option<string?> _input = PathOption.OptionalFolder("--in", "Folder with images and subfolders; only read.", "folder");
    private readonly Option<string?> _output = new("--out") { Description = "Folder for the results, apart from the input.", HelpName = "folder" };
    private readonly Option<string?> _plan = new("--plan") { Description = "Work on one shard of this plan (see ign plan).", HelpName = "folder" };
    private readonly Option<string?> _shard = new("--shard") { Description = "Which shard, from 0; auto: as the scheduler says.", HelpName = "auto|n|n/all" };
    private readonly RestoreSettings _settings = new();
    private readonly Option<bool> _overwrite = new("--overwrite") { Description = "Replace files that this folder's journal does not know." };
    private readonly Option<bool> _retryFailed = new("--retry-failed") { Description = "Try images again that failed for what they are." };
    private readonly Option<bool> _trustTimes = new("--trust-times") { Description = "Same size and time means unchanged: read nothing." };
    private readonly Option<int> _batch = RangeOption.Create("--batch", "Pieces for each inference.", 32, 1, 4096);
    private readonly Option<int> _threads = RangeOption.Create("--threads", "Threads of each stage; 0: one a core.", 0, 0, 1024);
    private readonly Option<int?> _memory = new("--memory") { Description = "For images in work, in MB (default: 512 or more).", HelpName = "n" };
    private readonly Option<string> _device = new("--device")
    {
        Description = "What computes.",
        HelpName = "cpu|cuda|cuda:n",
        DefaultValueFactory = _ => "cpu",
    };
    private readonly Option<string?> _report = new("--report")
    {
        Description = $"Folder for the report (default: {ReportFolderName} in --out).",
        HelpName = "folder",
    };
    private readonly Option<bool> _noReport = new("--no-report") { Description = "Write no report." };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Show what would happen, and the time; write nothing." };
    private readonly Option<bool> _json = new("--json") { Description = "Write events as lines of JSON." };
    private readonly CliConsole _console;
    private readonly StopSignals _stop;

    private RestoreCommand(CliConsole console, StopSignals stop)
    {
        _console = console;
        _stop = stop;
    }

    internal static Command Create(CliConsole console, StopSignals stop) => new RestoreCommand(console, stop).Build();

    private Command Build()
    {
        var command = new Command("restore", "Restore a folder of images. A bad file fails alone. Interrupted, the same command goes on.");
        foreach (var option in (Option[])[_model, _input, _output, _plan, _shard, .. _settings.All, _overwrite, _retryFailed, _trustTimes, _batch, _threads,
            _memory, _device, _report, _noReport, _dryRun, _json])
            command.Add(option);
        command.SetAction((parsed, _) => RunAsync(parsed));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed)
    {
        if (parsed.GetValue(_plan) is { } plan) return await RunShardAsync(parsed, plan).ConfigureAwait(false);
        if (parsed.GetValue(_shard) is not null) throw new UsageException("--shard is for a plan; give its folder with --plan.");
        var options = Options(parsed);
        if (parsed.GetValue(_dryRun))
        {
            await using var job = await RestorationJob.OpenAsync(options, _stop.Token).ConfigureAwait(false);
            return await RestoreRehearsal.RunAsync(_console, job, _stop.Token).ConfigureAwait(false);
        }
        return await RestoreRunner.RunAsync(_console, _stop, parsed.GetValue(_json), options.ReportFolder, async (view, progress, cancellation) =>
        {
            await using var job = await RestorationJob.OpenAsync(options, cancellation).ConfigureAwait(false);
            view.Start(job.Found, job.Images, job.Bytes, job.Warning);
            return await job.RunAsync(progress, cancellation).ConfigureAwait(false);
        }).ConfigureAwait(false);
    }

    /// <summary>A scheduler starts a shard again unless the exit code is that of wrong usage, so nothing of this machine or moment may have that one.</summary>
    private async Task<int> RunShardAsync(ParseResult parsed, string folder)
    {
        foreach (var option in (Option[])[_model, _input, _output, .. _settings.All, _overwrite, _trustTimes, _report, _noReport, _dryRun])
            if (parsed.GetResult(option) is { Implicit: false })
                throw new UsageException($"{option.Name} is settled by the plan; leave it out together with --plan.");
        try
        {
            return await RunShardAsync(parsed, Load(folder)).ConfigureAwait(false);
        }
        catch (IgnFormatException e)
        {
            throw new RestorationRefusedException(e.Message, e);
        }
    }

    private static ShardedPlan Load(string folder)
    {
        if (File.Exists(folder)) throw new UsageException($"--plan: '{folder}' is a file; expected a folder.");
        try
        {
            return ShardedPlan.Load(folder);
        }
        catch (RestorationRefusedException e)
        {
            throw new RestorationStoppedException(e.Message, e);
        }
    }

    private async Task<int> RunShardAsync(ParseResult parsed, ShardedPlan plan)
    {
        var environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(v => (string)v.Key, v => (string?)v.Value);
        int shard = ShardIndex.Parse(Required(parsed, _shard), environment, plan.Shards);
        return await RestoreRunner.RunAsync(_console, _stop, parsed.GetValue(_json), plan.ReportFolderOf(shard), async (view, progress, cancellation) =>
        {
            view.Start(plan.ImagesOf(shard), plan.ImagesOf(shard), plan.BytesOf(shard), null);
            return await plan.RunAsync(shard, Inference(parsed), parsed.GetValue(_threads), progress, parsed.GetValue(_retryFailed), Memory(parsed),
                cancellation).ConfigureAwait(false);
        }).ConfigureAwait(false);
    }

    private RestorationOptions Options(ParseResult parsed)
    {
        string output = Required(parsed, _output);
        var options = _settings.From(parsed, Model(parsed), Required(parsed, _input), output) with
        {
            Overwrite = parsed.GetValue(_overwrite),
            RetryFailed = parsed.GetValue(_retryFailed),
            TrustTimes = parsed.GetValue(_trustTimes),
            Threads = parsed.GetValue(_threads),
            MaxMemory = Memory(parsed),
            Inference = Inference(parsed),
        };
        return parsed.GetValue(_noReport) ? options : options with { ReportFolder = parsed.GetValue(_report) ?? Path.Join(output, ReportFolderName) };
    }

    private IgnModel Model(ParseResult parsed)
    {
        var model = IgnModel.Load(ModelOption.FileOf(parsed, _model));
        if (parsed.GetValue(_model) is null && !parsed.GetValue(_json))
            _console.Line($"model: {model.Card.Name}, which comes with ign (--model takes another)");
        return model;
    }

    private long? Memory(ParseResult parsed) => parsed.GetValue(_memory) switch
    {
        null => null,
        < 1 and var megabytes => throw new UsageException($"--memory: expected at least 1 MB, got {megabytes}."),
        { } megabytes => (long)megabytes << 20,
    };

    private IgnProjectorOptions Inference(ParseResult parsed)
    {
        string device = parsed.GetValue(_device)!;
        var options = new IgnProjectorOptions { BatchSize = parsed.GetValue(_batch) };
        if (device == "cpu") return options;
        if (device == "cuda") return options with { Provider = ExecutionProvider.Cuda };
        if (device.StartsWith("cuda:", StringComparison.Ordinal) && int.TryParse(device["cuda:".Length..], out int id) && id >= 0)
            return options with { Provider = ExecutionProvider.Cuda, DeviceId = id };
        throw new UsageException($"--device: expected cpu, cuda or cuda:n, got '{device}'{NearestWord.Hint(device, ["cpu", "cuda"])}");
    }

    private static string Required(ParseResult parsed, Option<string?> option) =>
        parsed.GetValue(option) ?? throw new UsageException($"Option '{option.Name}' is required. (ign restore --help)");
}
