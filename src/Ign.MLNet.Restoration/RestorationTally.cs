namespace Ign.MLNet.Restoration;

/// <summary>Counts how files ended. Not for use by two threads at once.</summary>
internal sealed class RestorationTally
{
    private readonly List<RestorationItem> _failures = [];

    internal int Done { get; private set; }

    internal int Copied { get; private set; }

    internal int Skipped { get; private set; }

    internal int Failed { get; private set; }

    internal long InputBytes { get; private set; }

    internal long OutputBytes { get; private set; }

    /// <summary>All files so far.</summary>
    internal int Finished => Done + Skipped + Failed;

    /// <summary>The first <see cref="RestorationSummary.MaxFailures"/> failures.</summary>
    internal IReadOnlyList<RestorationItem> Failures => [.. _failures];

    internal void Add(RestorationItem item)
    {
        switch (item.Outcome)
        {
            case RestorationOutcome.Done:
                Done++;
                if (item.Copied) Copied++;
                InputBytes += item.InputBytes ?? 0;
                OutputBytes += item.OutputBytes ?? 0;
                break;
            case RestorationOutcome.Skipped:
                Skipped++;
                break;
            default:
                Failed++;
                if (_failures.Count < RestorationSummary.MaxFailures) _failures.Add(item);
                break;
        }
    }
}
