namespace Ign.MLNet.Restoration;

/// <summary>What <see cref="ShardedPlan.VerifyAsync"/> found.</summary>
public sealed record ShardVerification : RestorationCounts
{
    internal ShardVerification(RestorationCounts counts) : base(counts) { }

    /// <summary>Number of shards in the plan.</summary>
    public required int Shards { get; init; }

    /// <summary>
    /// How many of <see cref="RestorationCounts.Failed"/> are images of kinds that cannot be read, by extension in lower case as in <c>.heic</c>.
    /// </summary>
    public required IReadOnlyDictionary<string, int> Unreadable { get; init; }

    /// <summary>
    /// Number of problems: shards that are not finished, files that are missing or twice, results that are not there, changed or not the plan's, leftovers.
    /// </summary>
    public required long Problems { get; init; }

    /// <summary>The shards that must run again, ascending.</summary>
    public required IReadOnlyList<int> Unfinished { get; init; }

    /// <summary>
    /// Further shards, ascending, with images that failed for the sake of a disk or a network, not for what they are: to run them again may help. This is
    /// no problem.
    /// </summary>
    public required IReadOnlyList<int> Retryable { get; init; }

    /// <summary>Whether every file of the plan is accounted for exactly once and every result is as it was made.</summary>
    public bool Complete => Problems == 0;
}
