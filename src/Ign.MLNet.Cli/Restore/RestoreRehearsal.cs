using System.Globalization;
using Ign.MLNet.Networks;
using Ign.MLNet.Restoration;

namespace Ign.MLNet.Cli;

/// <summary><c>ign restore --dry-run</c>: every file with what would become of it, then what all would take.</summary>
internal static class RestoreRehearsal
{
    internal static async Task<int> RunAsync(CliConsole console, RestorationJob job, CancellationToken cancellation)
    {
        var unreadable = new List<string?>();
        int restored = 0, left = 0, failed = 0, shrunk = 0;
        var shape = job.Options.Model.Shape;
        RestorationItem? largest = null;
        var notices = new List<RestorationNotice>();
        foreach (var item in job.Preview(new Listener<RestorationNotice>(notices.Add)))
        {
            cancellation.ThrowIfCancellationRequested();
            if (item.Outcome == RestorationOutcome.Done) restored++;
            else if (item.Outcome == RestorationOutcome.Skipped) left++;
            else failed++;
            if (item.Outcome == RestorationOutcome.Done && Shrunk(item, shape).Length > 0)
            {
                shrunk++;
                if (largest is null || Pixels(item) > Pixels(largest)) largest = item;
            }
            unreadable.Add(item.UnreadableKind);
            console.Line(item.Outcome switch
            {
                RestorationOutcome.Done =>
                    $"restore  {item.Path}{(item.Output == item.Path ? "" : $" -> {item.Output}")}  {Bytes(item.InputBytes ?? 0)}{Shrunk(item, shape)}",
                RestorationOutcome.Skipped => $"skip     {item.Path}  {item.Reason}",
                _ => $"fail     {item.Path}  {item.Reason}",
            });
        }
        if (Unreadable.Line(Unreadable.Count(unreadable)) is { } line) console.ErrorLine("ign restore", line);
        foreach (var notice in notices) console.ErrorLine("ign restore", notice.Text);
        if (job.Warning is { } warning) console.ErrorLine("ign restore", warning);
        console.Line($"would restore {restored}, skip {left}, fail {failed} of {job.Found} files into '{job.Options.OutputFolder}'; {(job.Options.Model.AnySize ? "any size" : $"fit {job.Fit.ToString().ToLowerInvariant()}")}");
        if (largest is not null)
            console.Line($"{shrunk} of them are shrunk to the model's size and enlarged again, which loses detail; the largest:{Shrunk(largest, shape)}");
        if (restored == 0) return ExitCode.Done;
        var forecast = await job.ForecastAsync(cancellation: cancellation).ConfigureAwait(false);
        foreach (var item in forecast.Failures) console.ErrorLine("ign restore", $"'{item.Path}' {item.Reason}");
        string time = forecast.Time is { } t ? $"about {Duration.Of(t)}" : "an unknown time";
        console.Line($"all {job.Images} images: {Bytes(job.Bytes)} in, about {Bytes(forecast.Bytes)} out, {time} on this machine (from {forecast.Tried} of them, restored in memory). Nothing was written.");
        return ExitCode.Done;
    }

    private static string Shrunk(RestorationItem item, TensorShape shape) =>
        item is { Width: { } width, Height: { } height } && (width > shape.Width || height > shape.Height)
            ? $"  {width}×{height} → {shape.Width}×{shape.Height}"
            : "";

    private static long Pixels(RestorationItem item) => (long)item.Width! * item.Height!.Value;

    private static string Bytes(long bytes) => bytes switch
    {
        < 1_000 => $"{bytes} B",
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0.0} kB"),
        < 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.0} GB"),
    };
}
