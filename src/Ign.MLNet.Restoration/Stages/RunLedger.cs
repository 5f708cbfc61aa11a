using System.Diagnostics;

namespace Ign.MLNet.Restoration;

/// <summary>Where every file ends exactly once: counted, reported, told. May be used by several threads at once.</summary>
internal sealed class RunLedger(IReadOnlyList<FoundFile> files, RestorationReport? report, IProgress<RestoreProgress>? progress, Func<RestorationStage> bottleneck)
{
    private readonly object _lock = new();
    private readonly List<RestorationItem> _failures = [];
    private readonly Pace _pace = new(TimeProvider.System);
    private readonly long _start = Stopwatch.GetTimestamp();
    private bool _reportBroken;
    private long _bytesLeft = files.Sum(f => f.Bytes);
    private int _done, _copied, _skipped, _upToDate, _failed;
    private long _inputBytes, _outputBytes;

    /// <summary>Notes the end of a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="item">How it ended.</param>
    /// <param name="upToDate">Whether an earlier run made its result.</param>
    internal void Finish(FoundFile file, RestorationItem item, bool upToDate = false)
    {
        lock (_lock)
        {
            Count(item, upToDate);
            _bytesLeft -= file.Bytes;
            if (item.Outcome == RestorationOutcome.Done) _pace.Add(file.Bytes);
            Report(item);
            progress?.Report(new RestoreProgress(_done + _skipped + _failed, files.Count, item)
            {
                ImagesPerSecond = _pace.ImagesPerSecond,
                Remaining = _pace.Remaining(_bytesLeft),
                Bottleneck = _done + _failed > 0 ? bottleneck() : null,
            });
        }
    }

    /// <summary>Whether every line of the report could be written.</summary>
    internal bool ReportIsWhole
    {
        get
        {
            lock (_lock) return !_reportBroken;
        }
    }

    /// <summary>What the run has come to.</summary>
    internal RestorationSummary Summary(IgnExecution execution)
    {
        lock (_lock)
        {
            return new RestorationSummary
            {
                Complete = _done + _skipped + _failed == files.Count,
                Found = files.Count,
                Done = _done,
                Copied = _copied,
                Skipped = _skipped,
                UpToDate = _upToDate,
                Failed = _failed,
                Failures = [.. _failures],
                InputBytes = _inputBytes,
                OutputBytes = _outputBytes,
                Execution = execution,
                Elapsed = Stopwatch.GetElapsedTime(_start),
            };
        }
    }

    private void Report(RestorationItem item)
    {
        try
        {
            report?.Add(item);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _reportBroken = true;
            throw new RestorationStoppedException($"The report cannot be written: {e.Message} What stands in the output is whole; mend it and run this again to go on.", e);
        }
    }

    private void Count(RestorationItem item, bool upToDate)
    {
        switch (item.Outcome)
        {
            case RestorationOutcome.Done:
                _done++;
                if (item.Copied) _copied++;
                _inputBytes += item.InputBytes ?? 0;
                _outputBytes += item.OutputBytes ?? 0;
                break;
            case RestorationOutcome.Skipped:
                _skipped++;
                if (upToDate) _upToDate++;
                break;
            default:
                _failed++;
                if (_failures.Count < RestorationSummary.MaxFailures) _failures.Add(item);
                break;
        }
    }
}
