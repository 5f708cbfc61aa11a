using Ign.MLNet.Evaluation;
using Spectre.Console;

namespace QuickStart;

/// <summary>The console, and the progress bar on it.</summary>
internal static class Consoles
{
    private const int PlainWidth = 400;

    internal static IAnsiConsole Create(TextWriter writer)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });
        // A pipe or a log has no width; the default of 80 would break tables and paths.
        if (!console.Profile.Out.IsTerminal) console.Profile.Width = PlainWidth;
        return console;
    }

    /// <summary>Runs long work on another thread, with a bar. Cancelling returns at once, even while a trainer that cannot be stopped is busy.</summary>
    internal static Task<T> WithProgressAsync<T>(IAnsiConsole console, Func<IProgress<ProtocolProgress>, T> work, CancellationToken cancellationToken) =>
        console.Progress()
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
            .StartAsync(async context =>
            {
                var bar = new Bar(context.AddTask("starting", maxValue: 1));
                return await Task.Run(() => work(bar), cancellationToken).WaitAsync(cancellationToken);
            });

    private sealed class Bar(ProgressTask task) : IProgress<ProtocolProgress>
    {
        public void Report(ProtocolProgress value)
        {
            task.Description = Markup.Escape(value.Activity);
            task.Value = value.Fraction;
        }
    }
}
