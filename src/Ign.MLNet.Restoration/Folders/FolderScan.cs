using Ign.MLNet.Imaging;

namespace Ign.MLNet.Restoration;

/// <summary>What of a folder is to be restored, and what becomes of all else in it.</summary>
internal static class FolderScan
{
    /// <summary>All files below <paramref name="input"/>, ordered by path.</summary>
    /// <param name="input">The folder.</param>
    /// <param name="realOutput">A folder that no link may lead to, itself without links; null for none.</param>
    /// <param name="filter">Which images are wanted.</param>
    /// <param name="cancellation">Stops the scan.</param>
    /// <exception cref="RestorationRefusedException">A link inside the input leads to the output.</exception>
    /// <exception cref="IOException">The folder itself cannot be read.</exception>
    internal static IReadOnlyList<FoundFile> Of(string input, string? realOutput, PathFilter filter, CancellationToken cancellation)
    {
        void Following(string link, string real)
        {
            if (realOutput is not null && (RealPath.IsWithin(real, realOutput) || RealPath.IsWithin(realOutput, real)))
                throw new RestorationRefusedException($"The link '{link}' in '{input}' leads to the output folder; remove it or choose another output.");
        }
        return [.. FolderWalk.Of(input, Following, cancellation).Select(entry => Found(entry, filter))];
    }

    private static FoundFile Found(FolderEntry entry, PathFilter filter)
    {
        string path = entry.Path;
        if (entry.LeftOut is { } leftOut) return Skipped(path, leftOut);
        if (entry.Error is { } error) return Failed(path, error);
        bool readable = ImageFormats.IsImageName(path);
        if (!readable && !UnreadableKinds.IsName(path)) return Skipped(path, "not an image");
        if (filter.WhyNot(path) is { } reason) return Skipped(path, reason);
        if (!readable) return Failed(path, UnreadableKinds.Reason(path));
        // .NET replaces bytes that are no UTF-8, and the result names no file.
        if (path.Contains('\ufffd') && !entry.File!.Exists) return Failed(path, "has a name that is not valid UTF-8; rename it.");
        return new FoundFile(path, Length(entry.File!));
    }

    private static long Length(FileInfo file)
    {
        try
        {
            return file.LinkTarget is null ? file.Length : (file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo)?.Length ?? 0;
        }
        catch (IOException)
        {
            return 0; // a dead link, or gone already: opening it will tell
        }
    }

    private static FoundFile Skipped(string relative, string reason) => new(relative, 0, RestorationOutcome.Skipped, reason);

    private static FoundFile Failed(string relative, string reason) => new(relative, 0, RestorationOutcome.Failed, reason);
}
