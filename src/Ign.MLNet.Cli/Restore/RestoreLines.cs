using System.Diagnostics;
using System.Globalization;
using Ign.MLNet.Restoration;

namespace Ign.MLNet.Cli;

/// <summary>For people: a bar on a terminal, lines elsewhere, failures as they come or, where they would tear the bar, at the end.</summary>
internal sealed class RestoreLines(CliConsole console, ProgressDisplay display, string? reportFolder) : IRestoreView
{
    private const int ListedAtEnd = 100;
    private static readonly TimeSpan s_lineEvery = TimeSpan.FromMinutes(1), s_leastBetween = TimeSpan.FromSeconds(1);

    private readonly List<RestorationItem> _failures = [];
    private long _lastLine = Stopwatch.GetTimestamp();
    private int _tenths;
    private int _failed;

    public void Start(int found, int images, long bytes, string? warning)
    {
        if (warning is not null) console.ErrorLine("ign restore", warning);
    }

    public void Show(RestoreProgress progress)
    {
        if (progress.Item.Outcome == RestorationOutcome.Failed) ShowFailure(progress.Item);
        string status = Status(progress);
        if (LineIsDue(progress)) display.PlainLine(status);
        display.Update((double)progress.Finished / progress.Total, status);
    }

    public void End(RestorationSummary summary)
    {
        ListFailures();
        string copied = summary.Copied > 0 ? $" ({summary.Copied} copied unchanged)" : "";
        string upToDate = summary.UpToDate > 0 ? $" ({summary.UpToDate} up to date)" : "";
        string speed = summary.Done > 0 ? Invariant($"{summary.Done / Math.Max(summary.Elapsed.TotalSeconds, 1e-3):0.0} images/s, ") : "";
        console.Line(Invariant(
            $"restored {summary.Done}{copied}, skipped {summary.Skipped}{upToDate}, failed {summary.Failed} of {summary.Found} files in {Duration.Of(summary.Elapsed)} ({speed}{summary.Execution.Provider})"));
        if (reportFolder is not null) console.Line($"report: {Path.Join(reportFolder, "report.html")}");
    }

    public void Stopped(RestoreProgress? last)
    {
        ListFailures();
        if (last is not null) console.Line($"stopped after {last.Finished} of {last.Total} files");
    }

    private void ShowFailure(RestorationItem item)
    {
        _failed++;
        if (!console.IsLive) console.ErrorLine("ign restore", $"'{item.Path}' {item.Reason}");
        else if (_failures.Count < ListedAtEnd) _failures.Add(item);
    }

    private void ListFailures()
    {
        foreach (var item in _failures) console.ErrorLine("ign restore", $"'{item.Path}' {item.Reason}");
        if (console.IsLive && _failed > _failures.Count) console.ErrorLine("ign restore", $"and {_failed - _failures.Count} more; the report lists all.");
        _failures.Clear();
        _failed = 0;
    }

    private static string Status(RestoreProgress progress)
    {
        string speed = progress.ImagesPerSecond is { } rate ? Invariant($", {rate:0.0} images/s") : "";
        string left = progress.Remaining is { } remaining && progress.Finished < progress.Total ? $", {Duration.Of(remaining)} left" : "";
        string stage = progress.Bottleneck is { } bottleneck && progress.Finished < progress.Total ? $", limited by {Verb(bottleneck)}" : "";
        return $"{progress.Finished} of {progress.Total} files{speed}{left}{stage}";
    }

    private static string Verb(RestorationStage stage) => stage switch
    {
        RestorationStage.Decode => "decoding",
        RestorationStage.Infer => "the network",
        _ => "encoding",
    };

    /// <summary>Whether a further tenth of the files is finished, or a minute has passed; at most a line a second.</summary>
    private bool LineIsDue(RestoreProgress progress)
    {
        int tenths = (int)(10L * progress.Finished / progress.Total);
        var since = Stopwatch.GetElapsedTime(_lastLine);
        if (since < s_leastBetween || (tenths == _tenths && since < s_lineEvery)) return false;
        _tenths = tenths;
        _lastLine = Stopwatch.GetTimestamp();
        return true;
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
