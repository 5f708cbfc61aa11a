namespace Ign.MLNet.Restoration;

/// <summary>Counts on the way to a listener what failed for the sake of a disk or a network.</summary>
internal sealed class PassingFailures(IProgress<RestoreProgress>? listener) : IProgress<RestoreProgress>
{
    /// <summary>How many images did.</summary>
    internal int Count { get; private set; }

    /// <summary>The first of them.</summary>
    internal RestorationItem? First { get; private set; }

    /// <inheritdoc/>
    public void Report(RestoreProgress value)
    {
        // A job tells of one file at a time.
        if (value.Item is { Retryable: true } item)
        {
            Count++;
            First ??= item;
        }
        listener?.Report(value);
    }
}
