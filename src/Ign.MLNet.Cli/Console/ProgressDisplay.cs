using Spectre.Console;

namespace Ign.MLNet.Cli;

/// <summary>Shows how far a command is: a bar on a terminal, a line now and then elsewhere.</summary>
internal sealed class ProgressDisplay
{
    private const int BarWidth = 24;

    private readonly CliConsole _console;
    private readonly ProgressTask? _bar;

    private ProgressDisplay(CliConsole console, ProgressTask? bar)
    {
        _console = console;
        _bar = bar;
    }

    /// <summary>Runs <paramref name="work"/> with a display.</summary>
    internal static async Task RunAsync(CliConsole console, string title, Func<ProgressDisplay, Task> work)
    {
        if (!console.IsLive || console.IsQuiet)
        {
            await work(new ProgressDisplay(console, null)).ConfigureAwait(false);
            return;
        }
        await console.Ansi.Progress()
            .Columns(new ProgressBarColumn { Width = BarWidth }, new TaskDescriptionColumn { Alignment = Justify.Left })
            .StartAsync(async context => await work(new ProgressDisplay(console, context.AddTask(Markup.Escape(title), maxValue: 1))).ConfigureAwait(false))
            .ConfigureAwait(false);
    }

    /// <summary>Does <paramref name="work"/>, which blocks, with a display.</summary>
    internal static async Task<T> ComputeAsync<T>(CliConsole console, string title, Func<ProgressDisplay, T> work)
    {
        T result = default!;
        await RunAsync(console, title, display => Task.Run(() => { result = work(display); }, CancellationToken.None)).ConfigureAwait(false);
        return result;
    }

    /// <summary>Moves the bar; <paramref name="status"/> stands beside it.</summary>
    /// <param name="share">How much is done, 0 to 1.</param>
    /// <param name="status">A few words.</param>
    internal void Update(double share, string status)
    {
        if (_bar is null) return;
        _bar.Value = share;
        // A line that wraps would tear the bar apart.
        string shown = CliConsole.Clean(status);
        int room = Math.Max(_console.Ansi.Profile.Width - BarWidth - 2, 1);
        _bar.Description = Markup.Escape(shown.Length > room ? shown[..(room - 1)] + "…" : shown);
    }

    /// <summary>Writes a line that stays: above the bar on a terminal.</summary>
    internal void Line(string text)
    {
        if (_console.IsQuiet) return;
        if (_bar is null) _console.Line(text);
        else _console.Ansi.WriteLine(CliConsole.Clean(text));
    }

    /// <summary>Writes a line only where there is no bar to tell the same.</summary>
    internal void PlainLine(string text)
    {
        if (_bar is null && !_console.IsQuiet) _console.Line(text);
    }
}
