namespace Ign.MLNet.Restoration;

/// <summary>Entries of the input folder that come with one path: .NET replaces bytes that are no UTF-8.</summary>
internal static class SharedNames
{
    /// <summary>Every path once. Settled entries share a line; a path that leads to an image must not stand for something else as well.</summary>
    /// <exception cref="RestorationRefusedException">One does.</exception>
    internal static List<FoundFile> Settle(List<FoundFile> ordered)
    {
        var once = new List<FoundFile>(ordered.Count);
        for (int i = 0, next; i < ordered.Count; i = next)
        {
            for (next = i + 1; next < ordered.Count && ordered[next].Path == ordered[i].Path;) next++;
            once.Add(next - i == 1 ? ordered[i] : Together(ordered[i..next]));
        }
        return once;
    }

    private static FoundFile Together(List<FoundFile> entries)
    {
        if (entries.Any(e => e.IsImage))
            throw new RestorationRefusedException(
                $"The input folder has {entries.Count} entries that are read as '{entries[0].Path}', because of bytes that are no UTF-8; rename them.");
        var worst = entries.Find(e => e.Outcome == RestorationOutcome.Failed) ?? entries[0];
        return worst with { Reason = $"{worst.Reason} ({entries.Count} entries, whose names differ only in bytes that are no UTF-8)" };
    }
}
