namespace Ign.MLNet.Imaging;

/// <summary>One entry below a folder of images.</summary>
/// <param name="Path">Path below the folder, with <c>/</c> between folders.</param>
/// <param name="File">The file; null for a folder that is not looked into.</param>
/// <param name="LeftOut">Why it is none of the folder's images, whatever it is; null if it may be one.</param>
/// <param name="Error">Why a folder or link cannot be looked into; null for all others.</param>
internal sealed record FolderEntry(string Path, FileInfo? File, string? LeftOut = null, string? Error = null);
