using System.Diagnostics;
using System.Globalization;
using Ign.MLNet.Restoration;

namespace Ign.MLNet.Cli;

/// <summary>For people: a bar on a terminal, lines elsewhere, failures as they come or, where they would tear the bar, at the end.</summary>
internal sealed class RestoreLines(CliConsole console, ProgressDisplay display, string? reportFolder) : IRestoreView
{
    private const int ListedAtEnd = 100;
    private static readonly TimeSpan s_lineEvery = TimeSpan.FromMinutes(1), s_leastBetween = TimeSpan.FromSeconds(1), s_leastToTell = TimeSpan.FromSeconds(1);

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
        if (progress.Item is { Outcome: RestorationOutcome.Failed, UnreadableKind: null } failed) ShowFailure(failed);
        string status = Status(progress);
        if (LineIsDue(progress)) display.PlainLine(status);
        display.Update(progress.Share, status);
    }

    public void End(RestorationSummary summary)
    {
        ListFailures();
        if (Unreadable.Line(summary.Unreadable) is { } unreadable) console.ErrorLine("ign restore", unreadable);
        string copied = Copies(summary);
        string upToDate = summary.UpToDate > 0 ? $" ({summary.UpToDate} up to date)" : "";
        foreach (var notice in summary.Notices) console.ErrorLine("ign restore", notice.Text);
        double seconds = Math.Max((summary.Elapsed - summary.Reporting).TotalSeconds, 1e-3);
        string speed = Speed.Of(summary.Done / seconds, summary.Pixels / seconds);
        if (speed.Length > 0) speed += ", ";
        string report = summary.Reporting >= s_leastToTell ? $", {Duration.Of(summary.Reporting)} of it for the report" : "";
        console.Line(Invariant(
            $"restored {summary.Done}{copied}, skipped {summary.Skipped}{upToDate}, failed {summary.Failed} of {summary.Found} files in {Duration.Of(summary.Elapsed)}{report} ({speed}{summary.Execution.Provider.ToString().ToLowerInvariant()})"));
        if (reportFolder is not null) console.Line($"report: {Path.Join(reportFolder, "report.html")}");
    }

    /// <summary>How many results are copies, and why.</summary>
    internal static string Copies(RestorationCounts counts) => (counts.Clean, counts.Copied) switch
    {
        (0, 0) => "",
        (0, var copied) => $" ({copied} copied unchanged)",
        (var clean, 0) => $" ({clean} clean, left alone)",
        var (clean, copied) => $" ({clean} clean, left alone; {copied} copied unchanged)",
    };

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
        string files = $"{progress.Finished} of {progress.Total} files";
        if (progress.Bottleneck == RestorationStage.Report) return $"{files}, writing the report";
        if (progress.Finished == progress.Total) return files;
        string speed = Speed.Of(progress.ImagesPerSecond ?? 0, progress.PixelsPerSecond ?? 0);
        if (speed.Length > 0) speed = $", {speed}";
        string left = progress.Remaining is { } remaining ? $", {Duration.Of(remaining)} left" : "";
        string stage = progress.Bottleneck is { } bottleneck ? $", limited by {Verb(bottleneck)}" : "";
        return $"{files}, {Math.Floor(100 * progress.Share)} %{speed}{left}{stage}";
    }

    private static string Verb(RestorationStage stage) => stage switch
    {
        RestorationStage.Decode => "decoding",
        RestorationStage.Infer => "the network",
        _ => "encoding",
    };

    /// <summary>Whether a further tenth of the work is done, or the report is begun, or a minute has passed; at most a line a second.</summary>
    private bool LineIsDue(RestoreProgress progress)
    {
        if (progress.Bottleneck == RestorationStage.Report) return true; // told once
        int tenths = (int)(10 * progress.Share);
        var since = Stopwatch.GetElapsedTime(_lastLine);
        if (since < s_leastBetween || (tenths == _tenths && since < s_lineEvery)) return false;
        _tenths = tenths;
        _lastLine = Stopwatch.GetTimestamp();
        return true;
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
