namespace Ign.MLNet.Restoration.Tests;

/// <summary>What a job returned, and every item that it reported.</summary>
internal sealed record JobResult(RestorationSummary Summary, IReadOnlyList<RestorationItem> Items)
{
    internal int Done => Summary.Done;

    internal int Skipped => Summary.Skipped;

    internal int Failed => Summary.Failed;

    internal int Total => Items.Count;
}
