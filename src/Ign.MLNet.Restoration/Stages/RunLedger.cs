using System.Diagnostics;

namespace Ign.MLNet.Restoration;

/// <summary>Where every file ends exactly once: counted, reported, told. May be used by several threads at once.</summary>
internal sealed class RunLedger(IReadOnlyList<FoundFile> files, RestorationReport? report, IProgress<RestoreProgress>? progress, Func<RestorationStage> bottleneck)
{
    private readonly object _lock = new();
    private readonly RestorationTally _tally = new();
    private readonly Pace _pace = new(TimeProvider.System);
    private readonly long _start = Stopwatch.GetTimestamp();
    private bool _reportBroken;
    private long _bytesLeft = files.Sum(f => f.Bytes);
    private int _upToDate;

    /// <summary>Notes the end of a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="item">How it ended.</param>
    /// <param name="upToDate">Whether an earlier run made its result.</param>
    internal void Finish(FoundFile file, RestorationItem item, bool upToDate = false)
    {
        lock (_lock)
        {
            _tally.Add(item);
            if (upToDate) _upToDate++;
            _bytesLeft -= file.Bytes;
            if (item.Outcome == RestorationOutcome.Done) _pace.Add(file.Bytes);
            Report(item);
            progress?.Report(new RestoreProgress(_tally.Finished, files.Count, item)
            {
                ImagesPerSecond = _pace.ImagesPerSecond,
                Remaining = _pace.Remaining(_bytesLeft),
                Bottleneck = _tally.Done + _tally.Failed > 0 ? bottleneck() : null,
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
                Complete = _tally.Finished == files.Count,
                Found = files.Count,
                Done = _tally.Done,
                Copied = _tally.Copied,
                Skipped = _tally.Skipped,
                UpToDate = _upToDate,
                Failed = _tally.Failed,
                Failures = _tally.Failures,
                InputBytes = _tally.InputBytes,
                OutputBytes = _tally.OutputBytes,
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
}
