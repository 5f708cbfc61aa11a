namespace Ign.MLNet.Restoration;

/// <summary>The result of a <see cref="RestorationJob"/>.</summary>
public sealed record RestorationSummary : RestorationCounts
{
    internal RestorationSummary(RestorationCounts counts) : base(counts) { }

    /// <summary>Failures that are listed at most; the report has all of them.</summary>
    public const int MaxFailures = 1_000;

    /// <summary>Whether every file found has been finished; false for a job that was cancelled.</summary>
    public required bool Complete { get; init; }

    /// <summary>
    /// How many of <see cref="RestorationCounts.Failed"/> are images of kinds that cannot be read, by extension in lower case as in <c>.heic</c>.
    /// </summary>
    public IReadOnlyDictionary<string, int> Unreadable { get; init; } = new Dictionary<string, int>();

    /// <summary>The first <see cref="MaxFailures"/> failures, in the order in which they happened.</summary>
    public required IReadOnlyList<RestorationItem> Failures { get; init; }

    /// <summary>Pixels of <see cref="RestorationCounts.Done"/>.</summary>
    public long Pixels { get; init; }

    /// <summary>What else should be known; nothing was changed for it.</summary>
    public IReadOnlyList<RestorationNotice> Notices { get; init; } = [];

    /// <summary>Where the network ran.</summary>
    public required IgnExecution Execution { get; init; }

    /// <summary>Wall-clock time of the run, the report and its pictures included.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>How much of <see cref="Elapsed"/> the report took, after the last image.</summary>
    public TimeSpan Reporting { get; init; }
}
