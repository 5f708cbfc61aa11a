using Ign.MLNet.Restoration;

namespace Ign.MLNet.Cli;

/// <summary>Runs a restoration in front of a view.</summary>
internal static class RestoreRunner
{
    /// <summary>Runs it and returns the exit code.</summary>
    /// <param name="console">Where to write.</param>
    /// <param name="stop">Ctrl+C and SIGTERM.</param>
    /// <param name="json">Whether programs read the output instead of people.</param>
    /// <param name="reportFolder">Where the report will be; null for none.</param>
    /// <param name="run">The work: it starts the view, and tells it of every file.</param>
    internal static async Task<int> RunAsync(CliConsole console, StopSignals stop, bool json, string? reportFolder,
        Func<IRestoreView, IProgress<RestoreProgress>, CancellationToken, Task<RestorationSummary>> run)
    {
        RestoreProgress? last = null;
        IRestoreView view = new RestoreEvents(console.Out);
        RestorationSummary summary = null!;
        try
        {
            if (json) await Run(view).ConfigureAwait(false);
            else
                await ProgressDisplay.RunAsync(console, "listing files", display => Run(view = new RestoreLines(console, display, reportFolder)))
                    .ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or RestorationStoppedException && last is not null)
        {
            view.Stopped(last);
            throw;
        }
        view.End(summary);
        return summary.Failed > 0 ? ExitCode.SomeFailed : ExitCode.Done;

        async Task Run(IRestoreView shown) => summary = await run(shown, new Listener<RestoreProgress>(progress =>
        {
            last = progress;
            shown.Show(progress);
        }), stop.Token).ConfigureAwait(false);
    }
}
