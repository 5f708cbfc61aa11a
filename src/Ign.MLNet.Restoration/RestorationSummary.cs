namespace Ign.MLNet.Restoration;

/// <summary>The result of a <see cref="RestorationJob"/>. <see cref="Done"/> + <see cref="Skipped"/> + <see cref="Failed"/> is <see cref="Found"/> where it is <see cref="Complete"/>.</summary>
public sealed record RestorationSummary
{
    /// <summary>Failures that are listed at most; the report has all of them.</summary>
    public const int MaxFailures = 1_000;

    /// <summary>Whether every file found has been finished; false for a job that was cancelled.</summary>
    public required bool Complete { get; init; }

    /// <summary>Number of files found in the input folder, or belonging to the shard.</summary>
    public required int Found { get; init; }

    /// <summary>Number of results made in this run.</summary>
    public required int Done { get; init; }

    /// <summary>How many of <see cref="Done"/> are copies of their inputs, because the correction was beyond a limit.</summary>
    public required int Copied { get; init; }

    /// <summary>Number of files left alone on purpose.</summary>
    public required int Skipped { get; init; }

    /// <summary>How many of <see cref="Skipped"/> have a result of an earlier run that is up to date.</summary>
    public required int UpToDate { get; init; }

    /// <summary>Number of files that could not be restored.</summary>
    public required int Failed { get; init; }

    /// <summary>How many of <see cref="Failed"/> are images of kinds that cannot be read, by extension in lower case as in <c>.heic</c>.</summary>
    public IReadOnlyDictionary<string, int> Unreadable { get; init; } = new Dictionary<string, int>();

    /// <summary>The first <see cref="MaxFailures"/> failures, in the order in which they happened.</summary>
    public required IReadOnlyList<RestorationItem> Failures { get; init; }

    /// <summary>Bytes of the inputs of <see cref="Done"/>.</summary>
    public required long InputBytes { get; init; }

    /// <summary>Bytes of the results of <see cref="Done"/>.</summary>
    public required long OutputBytes { get; init; }

    /// <summary>Pixels of <see cref="Done"/>.</summary>
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
