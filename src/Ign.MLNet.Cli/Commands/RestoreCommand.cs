using System.CommandLine;
using System.Globalization;
using Ign.MLNet.Networks;
using Ign.MLNet.Restoration;

namespace Ign.MLNet.Cli;

/// <summary><c>ign restore</c>: every image of a folder through the model, into another folder.</summary>
internal static class RestoreCommand
{
    internal static Command Create(CliConsole console, StopSignals stop)
    {
        var model = PathOption.ExistingFile("--model", "Model to project with.", "model.onnx");
        var input = PathOption.ExistingFolder("--in", "Folder with images (png, jpg, webp, tiff, bmp), searched with its subfolders; only read.", "folder");
        var output = PathOption.Output("--out", "Folder for the results, with the same tree and names; must be apart from the input folder.", "folder");
        var applications = RangeOption.Create("--applications", "How many times f is applied.", 1, 1, 100);
        var fit = new Option<FitMode>("--fit") { Description = "Images of another size than the model's fail (exact), or go down to its size and back (resize).", HelpName = "exact|resize" };
        fit.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, "exact", "resize"); // a number would parse as well
        var overwrite = new Option<bool>("--overwrite") { Description = "Make outputs anew that exist already; otherwise their inputs are skipped." };
        var report = new Option<string?>("--report") { Description = "Write one line of JSON a file, and a last one that counts them.", HelpName = "report.jsonl" };
        var command = new Command("restore", "Restore a folder of images. A bad file fails alone and is listed. After an interruption, the same command goes on.")
        {
            model, input, output, applications, fit, overwrite, report,
        };
        command.SetAction((parsed, _) => RunAsync(console, stop, new RestorationJob
        {
            Model = IgnModel.Load(parsed.GetRequiredValue(model)),
            InputFolder = parsed.GetRequiredValue(input),
            OutputFolder = parsed.GetRequiredValue(output),
            Applications = parsed.GetValue(applications),
            Fit = parsed.GetValue(fit),
            Overwrite = parsed.GetValue(overwrite),
            ReportFile = parsed.GetValue(report),
        }));
        return command;
    }

    private static async Task<int> RunAsync(CliConsole console, StopSignals stop, RestorationJob job)
    {
        var failures = new List<RestorationItem>();
        RestorationSummary summary = null!;
        RestoreProgress? last = null;
        try
        {
            await ProgressDisplay.RunAsync(console, "scanning", async display =>
            {
                var listener = new Listener<RestoreProgress>(progress =>
                {
                    if (progress.Item.Outcome == RestorationOutcome.Failed) failures.Add(progress.Item);
                    if (Crosses(progress, last)) display.PlainLine($"{progress.Finished} of {progress.Total} files");
                    display.Update((double)progress.Finished / progress.Total, $"{progress.Finished} of {progress.Total} files");
                    last = progress;
                });
                summary = await job.RunAsync(listener, stop.Token).ConfigureAwait(false);
            }).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (last is not null)
        {
            console.Line($"stopped after {last.Finished} of {last.Total} files");
            throw;
        }
        finally
        {
            // Only now: an error line in between would tear the progress bar.
            foreach (var item in failures) console.ErrorLine("ign restore", $"'{item.Path}' {item.Reason}");
        }
        console.Line(string.Create(CultureInfo.InvariantCulture,
            $"restored {summary.Done}, skipped {summary.Skipped}, failed {summary.Failed} of {summary.Total} files in {Duration.Of(summary.Elapsed)} ({summary.Execution.Provider}, {summary.Execution.Threads} threads)"));
        return summary.Failed > 0 ? ExitCode.SomeFailed : ExitCode.Done;
    }

    /// <summary>Whether a further tenth of the files is finished.</summary>
    private static bool Crosses(RestoreProgress now, RestoreProgress? before) =>
        10L * now.Finished / now.Total > 10L * (before?.Finished ?? 0) / now.Total;
}
