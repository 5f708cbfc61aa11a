namespace Ign.MLNet.Restoration;

/// <summary>One entry of the input folder.</summary>
/// <param name="Path">Path below the input folder, with <c>/</c> between folders.</param>
/// <param name="Bytes">Length; 0 where it is not to be restored.</param>
/// <param name="Outcome">How it ended if the scan already settles it (not an image, unreadable folder); null for an image to restore.</param>
/// <param name="Reason">Why, where it is settled.</param>
internal sealed record FoundFile(string Path, long Bytes, RestorationOutcome? Outcome = null, string? Reason = null)
{
    /// <summary>Whether it is an image to restore.</summary>
    internal bool IsImage => Outcome is null;

    /// <summary>The result of a settled entry.</summary>
    internal RestorationItem Settled => new(Path, Outcome!.Value, Reason);
}
