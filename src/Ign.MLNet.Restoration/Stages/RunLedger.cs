namespace Ign.MLNet.Restoration;

/// <summary>Where every file ends exactly once: counted, reported, told. May be used by several threads at once.</summary>
/// <param name="files">All files.</param>
/// <param name="report">Receives every item; null for none.</param>
/// <param name="progress">Is told.</param>
/// <param name="bottleneck">The stage that the others wait for.</param>
/// <param name="time">The clock.</param>
internal sealed class RunLedger(IReadOnlyList<FoundFile> files, JobReport? report, IProgress<RestoreProgress>? progress, Func<RestorationStage> bottleneck,
    TimeProvider time)
{
    private static readonly TimeSpan s_betweenTicks = TimeSpan.FromSeconds(0.25);

    private readonly object _lock = new();
    private readonly RestorationTally _tally = new();
    private readonly Pace _pace = new(time, files.Sum(f => f.Bytes));
    private readonly long _start = time.GetTimestamp();
    private long _lastTold = time.GetTimestamp();
    private bool _reportBroken;

    /// <summary>Notes that an image is decoded.</summary>
    internal void Decoded(FoundFile file, long pixels)
    {
        lock (_lock) _pace.Decoded(file.Bytes, pixels);
    }

    /// <summary>Notes that so many pixels of a decoded image are projected.</summary>
    internal void Projected(long pixels)
    {
        lock (_lock)
        {
            _pace.Projected(pixels);
            if (time.GetElapsedTime(_lastTold) >= s_betweenTicks) Tell(null, bottleneck());
        }
    }

    /// <summary>Notes the end of a file that was not decoded: there was nothing to do, or that failed.</summary>
    internal void Finish(FoundFile file, StageEnd end)
    {
        lock (_lock)
        {
            if (file.IsImage) _pace.Settled(file.Bytes, (long?)end.Item.Width * end.Item.Height);
            Add(end);
        }
    }

    /// <summary>Notes the end of a file that was decoded.</summary>
    internal void Finish(StageEnd end)
    {
        lock (_lock) Add(end);
    }

    /// <summary>Tells that nothing but the report is left.</summary>
    internal void Reporting()
    {
        lock (_lock) Tell(null, RestorationStage.Report);
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
        lock (_lock) return _tally.Summary(files.Count, execution, time.GetElapsedTime(_start));
    }

    private void Add(StageEnd end)
    {
        _tally.Add(end.Item, end.UpToDate);
        if (end.Item.Outcome == RestorationOutcome.Done) _pace.Result();
        Report(end.Item);
        Tell(end.Item, _tally.Counts.Done + _tally.Counts.Failed > 0 ? bottleneck() : null);
    }

    private void Tell(RestorationItem? item, RestorationStage? stage)
    {
        _lastTold = time.GetTimestamp();
        progress?.Report(new RestoreProgress(_tally.Counts.Found, files.Count, item)
        {
            PixelsDone = _pace.PixelsDone,
            PixelsTotal = _pace.PixelsTotal,
            ImagesPerSecond = _pace.ImagesPerSecond,
            PixelsPerSecond = _pace.PixelsPerSecond,
            Remaining = _pace.Remaining,
            Bottleneck = stage,
        });
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
            throw new RestorationStoppedException(
                $"The report cannot be written: {e.Message} What stands in the output is whole; mend it and run this again to go on.", e);
        }
    }
}
