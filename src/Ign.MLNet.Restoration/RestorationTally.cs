namespace Ign.MLNet.Restoration;

/// <summary>Counts how files ended. Not for use by two threads at once.</summary>
internal sealed class RestorationTally
{
    private readonly List<RestorationItem> _failures = [];
    private readonly SortedDictionary<string, int> _unreadable = new(StringComparer.Ordinal);

    /// <summary>All files so far.</summary>
    internal RestorationCounts Counts { get; private set; } = new();

    /// <summary>Images that were skipped for a file under their result's name.</summary>
    internal RestorationNotice? LeftAlone { get; private set; }

    /// <summary>Results of which something is to be known.</summary>
    internal RestorationNotice? Noted { get; private set; }

    internal long Pixels { get; private set; }

    /// <summary>The first <see cref="RestorationSummary.MaxFailures"/> failures.</summary>
    internal IReadOnlyList<RestorationItem> Failures => [.. _failures];

    /// <summary>How many of the failures are of kinds that cannot be read, by extension.</summary>
    internal IReadOnlyDictionary<string, int> Unreadable => new Dictionary<string, int>(_unreadable);

    /// <summary>What the files together have come to.</summary>
    internal RestorationSummary Summary(int found, IgnExecution execution, TimeSpan elapsed) => new(Counts with { Found = found })
    {
        Complete = Counts.Found == found,
        Unreadable = Unreadable,
        Failures = Failures,
        Pixels = Pixels,
        Execution = execution,
        Elapsed = elapsed,
        Notices = [.. ((RestorationNotice?[])[LeftAlone, Noted]).OfType<RestorationNotice>()],
    };

    internal void Add(RestorationItem item, bool upToDate = false)
    {
        Counts += RestorationCounts.Of(item, upToDate);
        switch (item.Outcome)
        {
            case RestorationOutcome.Done:
                if (item is { Copied: false, Clean: false, Reason: { } note })
                    Noted = RestorationNotice.OneMore(Noted, RestorationNoticeKind.Noted, item.Path, note);
                Pixels += (long?)item.Width * item.Height ?? 0;
                break;
            case RestorationOutcome.Skipped:
                if (!upToDate && item.InputHash is not null)
                    LeftAlone = RestorationNotice.OneMore(LeftAlone, RestorationNoticeKind.LeftAlone, item.Path, item.Reason);
                break;
            default:
                if (item.UnreadableKind is { } kind) _unreadable[kind] = _unreadable.GetValueOrDefault(kind) + 1;
                if (_failures.Count < RestorationSummary.MaxFailures) _failures.Add(item);
                break;
        }
    }
}
