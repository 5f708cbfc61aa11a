using Ign.MLNet.Imaging;

namespace Ign.MLNet.Restoration;

/// <summary>Tells what ends one item from what ends the run.</summary>
internal static class ItemFailure
{
    // ENOSPC and EDQUOT, and what Windows calls them.
    private static readonly int[] s_full = [28, 122, unchecked((int)0x80070070), unchecked((int)0x80070027)];

    /// <summary>Whether an exception concerns one file only.</summary>
    internal static bool Is(Exception e) => e is ImageFileException or IOException or UnauthorizedAccessException or OutOfMemoryException;

    /// <summary>Whether trying the same file again may end otherwise: a disk, a network or the machine failed, and not the image.</summary>
    internal static bool MayPass(Exception e) => e is not ImageFileException { MayPass: false };

    /// <summary>Whether every further item would fail as well, for want of room.</summary>
    internal static bool IsFullDisk(Exception e) => e is IOException && s_full.Contains(e.HResult);

    /// <summary>One line that continues the file's name.</summary>
    internal static string Reason(Exception e) => e switch
    {
        FileNotFoundException or DirectoryNotFoundException => "cannot be found: a dead link, or gone since the folder was listed.",
        OutOfMemoryException => "failed: it needs more memory than there is.",
        ImageFileException { MayPass: true } => $"failed: it {e.Message.ReplaceLineEndings(" ")}",
        ImageFileException => e.Message.ReplaceLineEndings(" "),
        _ => $"failed: {e.Message.ReplaceLineEndings(" ")}",
    };
}
