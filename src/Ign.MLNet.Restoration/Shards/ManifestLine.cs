namespace Ign.MLNet.Restoration;

/// <summary>One line of <c>manifest.jsonl</c>: an image to restore, or a file that the scan has settled.</summary>
/// <param name="Path">Path below the input folder, with <c>/</c> between folders.</param>
/// <param name="Shard">The shard that the file belongs to.</param>
/// <param name="Bytes">Size of an image when the plan was made; null for a file that is settled.</param>
/// <param name="Outcome">Skipped or failed, for a file that is settled; null for an image.</param>
/// <param name="Reason">Why it is settled, in one line.</param>
internal sealed record ManifestLine(string Path, int Shard, long? Bytes = null, RestorationOutcome? Outcome = null, string? Reason = null)
{
    /// <summary>Whether a shard has to restore it.</summary>
    internal bool IsImage => Outcome is null;

    /// <summary>What it is in a report, if it is settled.</summary>
    internal RestorationItem Item => new(Path, Outcome!.Value, Reason);
}
