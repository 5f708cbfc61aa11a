using System.CommandLine;
using System.CommandLine.Completions;

namespace Ign.MLNet.Cli;

/// <summary>The commands of <c>ign</c>, and what all of them share: <c>--verbose</c>, error lines, exit codes.</summary>
internal sealed class IgnCommandLine
{
    private const string ExitCodes =
        "Exit codes: 0 all done; 1 failed; 2 wrong usage (unknown option, missing path);\n" +
        "3 finished, but some items failed; 75 stopped early by SIGTERM or SIGHUP, run again to go on;\n130 interrupted by Ctrl+C.";

    private readonly CliConsole _console;
    private readonly StopSignals _stop;
    private readonly RootCommand _root;
    private readonly Option<bool> _verbose = new("--verbose") { Description = "Show the stack trace of an error.", Recursive = true };

    private readonly Option<bool> _quiet =
        new("--quiet") { Description = "No progress: only results, warnings and errors.", Recursive = true };
    private readonly Option<string?> _config = ConfigFile.Create();

    internal IgnCommandLine(CliConsole console, StopSignals stop)
    {
        _console = console;
        _stop = stop;
        _root = new RootCommand($"Idempotent generative networks: train, export, generate, restore.\n\n{ExitCodes}")
        {
            _verbose,
            _quiet,
            _config,
            RestoreCommand.Create(console, stop),
            PlanCommand.Create(console, stop),
            SubmitCommand.Create(console, stop),
            VerifyCommand.Create(console, stop),
            GenerateCommand.Create(console, stop),
            InterpolateCommand.Create(console, stop),
            ArithmeticCommand.Create(console, stop),
            ProjectCommand.Create(console, stop),
            TrajectoryCommand.Create(console, stop),
            TrainCommand.Create(console, stop),
            FeaturesCommand.Create(console, stop),
            EvaluateCommand.Create(console, stop),
            DamageCommand.Create(console, stop),
            ImportCommand.Create(console),
            ExportCommand.Create(console, stop),
            InspectCommand.Create(console),
            DoctorCommand.Create(console),
            LibtorchCommand.Create(console, stop),
            CompletionCommand.Create(console),
        };
    }

    /// <summary>Parses, runs, and turns every error into one line and an exit code.</summary>
    internal async Task<int> RunAsync(IReadOnlyList<string> args)
    {
        var parsed = Parse(args);
        string name = CommandName(parsed);
        int code;
        try
        {
            parsed = Parse(ConfigFile.Expand(args, parsed, _config));
            code = await RunAsync(parsed, name).ConfigureAwait(false);
        }
        catch (UsageException e)
        {
            _console.ErrorLine(name, e.Message);
            code = ExitCode.WrongUsage;
        }
        if (_console.Lost is not { } why || code is not (ExitCode.Done or ExitCode.SomeFailed)) return code;
        _console.ErrorLine(name, $"the standard output could not be written ({why}); the work itself was done.");
        return ExitCode.Failed;
    }

    // A path may start with '@': files of arguments are those of --config.
    private ParseResult Parse(IReadOnlyList<string> args) => _root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });

    private async Task<int> RunAsync(ParseResult parsed, string name)
    {
        // A shell asks for what can come next: the line is not complete yet.
        bool completes = _root.Directives.OfType<SuggestDirective>().Any(d => parsed.GetResult(d) is not null);
        if (parsed.Errors.Count > 0 && !completes)
        {
            foreach (string message in ParseMessages.Of(parsed, _root)) _console.ErrorLine(name, $"{message} ({name} --help)");
            return ExitCode.WrongUsage;
        }
        _console.IsQuiet = parsed.GetValue(_quiet);
        try
        {
            // Signals are ours: the parser's own handler would end the process without our exit codes.
            var invocation = new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
                Output = _console.Out,
                Error = _console.Error,
            };
            return await parsed.InvokeAsync(invocation, _stop.Token).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            int code = ErrorReport.ExitCodeOf(e, _stop);
            _console.ErrorLine(name, ErrorReport.LineOf(e, _stop));
            if (parsed.GetValue(_verbose)) _console.Error.WriteLine(e);
            return code;
        }
    }

    private static string CommandName(ParseResult parsed) => parsed.CommandResult.Command is RootCommand ? "ign" : $"ign {parsed.CommandResult.Command.Name}";
}
