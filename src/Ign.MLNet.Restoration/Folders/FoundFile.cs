namespace Ign.MLNet.Restoration;

/// <summary>One entry of the input folder.</summary>
/// <param name="Path">Path below the input folder, with <c>/</c> between folders.</param>
/// <param name="FullPath">Path to open.</param>
/// <param name="Verdict">The result if the scan already settles it (not an image, unreadable folder); null for an image to restore.</param>
internal sealed record FoundFile(string Path, string FullPath, RestorationItem? Verdict);
