namespace Ign.MLNet.Restoration;

/// <summary>How one input file ended; every file ends in exactly one of these.</summary>
public enum RestorationOutcome
{
    /// <summary>The result stands under its final name.</summary>
    Done,

    /// <summary>Left alone on purpose: not an image, hidden, or its output is up to date.</summary>
    Skipped,

    /// <summary>Could not be read, restored or written.</summary>
    Failed,
}
