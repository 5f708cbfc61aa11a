namespace Ign.MLNet.Restoration;

/// <summary>The result for one input file.</summary>
/// <param name="Path">Path below the input folder, with <c>/</c> between folders. The output has the same path below the output folder.</param>
/// <param name="Outcome">How the file ended.</param>
/// <param name="Reason">Why it was skipped or failed, in one line; null for a restored image.</param>
/// <param name="Quality">Measured for restored images only.</param>
public sealed record RestorationItem(string Path, RestorationOutcome Outcome, string? Reason = null, RestorationQuality? Quality = null);
