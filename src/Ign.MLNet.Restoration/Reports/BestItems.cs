namespace Ign.MLNet.Restoration;

/// <summary>Keeps the items with the highest ranks; of equal ranks, those whose paths come first.</summary>
internal sealed class BestItems(int capacity)
{
    private static readonly Comparer<(double Rank, string Path)> s_worstFirst = Comparer<(double Rank, string Path)>.Create((a, b) =>
        a.Rank != b.Rank ? a.Rank.CompareTo(b.Rank) : string.CompareOrdinal(b.Path, a.Path));

    private readonly PriorityQueue<RestorationItem, (double Rank, string Path)> _kept = new(s_worstFirst);

    /// <summary>The kept items, highest rank first.</summary>
    internal IReadOnlyList<RestorationItem> Ordered => [.. _kept.UnorderedItems.OrderByDescending(k => k.Priority, s_worstFirst).Select(k => k.Element)];

    internal void Add(RestorationItem item, double rank)
    {
        if (_kept.Count < capacity) _kept.Enqueue(item, (rank, item.Path));
        else _kept.EnqueueDequeue(item, (rank, item.Path));
    }
}
