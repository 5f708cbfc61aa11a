using Ign.MLNet.Imaging;

namespace Ign.MLNet.Restoration;

/// <summary>Images of kinds that are not read: whoever has them waits for results, so they fail instead of being passed over.</summary>
internal static class UnreadableKinds
{
    private static readonly HashSet<string> s_extensions = new(StringComparer.OrdinalIgnoreCase)
    {
        ".heic", ".heif", ".hif", ".jxl", ".jp2", ".j2k", ".jpf", ".jpx", ".jxr", ".psd", ".psb", ".exr", ".hdr", ".tga", ".pcx", ".ppm", ".pgm", ".pbm",
        ".pnm",
        // what cameras write before any development
        ".dng", ".cr2", ".cr3", ".crw", ".nef", ".nrw", ".arw", ".sr2", ".srf", ".raf", ".orf", ".rw2", ".pef", ".srw", ".x3f", ".3fr", ".iiq", ".rwl", ".mrw",
        ".erf", ".mef", ".mos", ".kdc", ".dcr",
    };

    internal static bool IsName(string path) => s_extensions.Contains(Path.GetExtension(path));

    /// <summary>Why such a file fails, by its name.</summary>
    internal static string Reason(string path) =>
        $"is an image of a kind that cannot be read ({Extension(path)}); convert it to one of {ImageFormats.Accepted}, or exclude it.";

    /// <summary>The extension in lower case, with its dot, of a file that failed for that; null for all others.</summary>
    internal static string? Of(RestorationItem item) =>
        item.Outcome == RestorationOutcome.Failed && IsName(item.Path)
            && item.Reason?.StartsWith("is an image of a kind that cannot be read", StringComparison.Ordinal) == true ? Extension(item.Path) : null;

    private static string Extension(string path) => Path.GetExtension(path).ToLowerInvariant();
}
