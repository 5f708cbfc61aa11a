namespace Ign.MLNet.Restoration;

/// <summary>The result of a <see cref="RestorationJob"/>.</summary>
/// <param name="Items">One entry for each file of the input folder, ordered by path.</param>
/// <param name="Execution">Where the network ran.</param>
/// <param name="Elapsed">Wall-clock time from the scan to the last file.</param>
public sealed record RestorationSummary(IReadOnlyList<RestorationItem> Items, IgnExecution Execution, TimeSpan Elapsed)
{
    /// <summary>Number of files found; always <see cref="Done"/> + <see cref="Skipped"/> + <see cref="Failed"/>.</summary>
    public int Total => Items.Count;

    /// <summary>Number of restored images.</summary>
    public int Done => Count(RestorationOutcome.Done);

    /// <summary>Number of files left alone on purpose.</summary>
    public int Skipped => Count(RestorationOutcome.Skipped);

    /// <summary>Number of files that could not be restored.</summary>
    public int Failed => Count(RestorationOutcome.Failed);

    private int Count(RestorationOutcome outcome) => Items.Count(i => i.Outcome == outcome);
}
