using Ign.MLNet.Imaging;

namespace Ign.MLNet.Restoration;

/// <summary>Lists all files below a folder in the same order everywhere, following links to folders at most once each.</summary>
internal sealed class FolderScan
{
    private readonly string _input;
    private readonly string? _realOutput;
    private readonly PathFilter _filter;
    private readonly List<FoundFile> _files = [];
    private readonly HashSet<string> _visited = new(StringComparer.Ordinal);
    private readonly Queue<(string Relative, string Full, string Real)> _links = new();

    private FolderScan(string input, string? realOutput, PathFilter filter)
    {
        _input = input;
        _realOutput = realOutput;
        _filter = filter;
    }

    /// <summary>All files below <paramref name="input"/>, ordered by path.</summary>
    /// <param name="input">The folder.</param>
    /// <param name="realOutput">A folder that no link may lead to, itself without links; null for none.</param>
    /// <param name="filter">Which images are wanted.</param>
    /// <param name="cancellation">Stops the scan.</param>
    /// <exception cref="RestorationRefusedException">A link inside the input leads to the output.</exception>
    /// <exception cref="IOException">The folder itself cannot be read.</exception>
    internal static IReadOnlyList<FoundFile> Of(string input, string? realOutput, PathFilter filter, CancellationToken cancellation)
    {
        var scan = new FolderScan(input, realOutput, filter);
        scan.Folder("", input, RealPath.Of(input), cancellation);
        // Real folders first: a link to a folder of the same tree must not take that folder's place.
        while (scan._links.TryDequeue(out var link)) scan.Link(link.Relative, link.Full, link.Real, cancellation);
        scan._files.Sort((a, b) => string.CompareOrdinal(a.Path, b.Path));
        return scan._files;
    }

    private void Link(string relative, string full, string real, CancellationToken cancellation)
    {
        if (_realOutput is not null && (RealPath.IsWithin(real, _realOutput) || RealPath.IsWithin(_realOutput, real)))
            throw new RestorationRefusedException($"The link '{relative}' in '{_input}' leads to the output folder; remove it or choose another output.");
        Folder(relative, full, real, cancellation);
    }

    private void Folder(string relative, string full, string real, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (!_visited.Add(real))
        {
            _files.Add(Skipped(relative, "leads by a link to a folder that is listed already"));
            return;
        }
        FileSystemInfo[] entries;
        try
        {
            entries = new DirectoryInfo(full).GetFileSystemInfos();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException && relative.Length > 0)
        {
            _files.Add(new FoundFile(relative, 0, RestorationOutcome.Failed, $"is a folder that cannot be read: {e.Message}"));
            return;
        }
        foreach (var entry in entries.OrderBy(e => e.Name, StringComparer.Ordinal))
        {
            string below = relative.Length == 0 ? entry.Name : $"{relative}/{entry.Name}";
            if (entry is DirectoryInfo) Subfolder(below, entry);
            else _files.Add(File(below, (FileInfo)entry));
        }

        void Subfolder(string below, FileSystemInfo entry)
        {
            if (entry.LinkTarget is null)
            {
                Folder(below, entry.FullName, Path.Join(real, entry.Name), cancellation);
                return;
            }
            try
            {
                _links.Enqueue((below, entry.FullName, RealPath.Of(entry.FullName)));
            }
            catch (IOException e)
            {
                _files.Add(new FoundFile(below, 0, RestorationOutcome.Failed, $"is a link that cannot be followed: {e.Message}"));
            }
        }
    }

    private FoundFile File(string relative, FileInfo file)
    {
        if (relative.StartsWith('.') || relative.Contains("/.", StringComparison.Ordinal)) return Skipped(relative, "hidden");
        bool readable = ImageFormats.IsImageName(relative);
        if (!readable && !UnreadableKinds.IsName(relative)) return Skipped(relative, "not an image");
        if (_filter.WhyNot(relative) is { } reason) return Skipped(relative, reason);
        if (!readable) return Failed(relative, UnreadableKinds.Reason(relative));
        // .NET replaces bytes that are no UTF-8, and the result names no file.
        if (relative.Contains('\ufffd') && !file.Exists) return Failed(relative, "has a name that is not valid UTF-8; rename it.");
        return new FoundFile(relative, Length(file));
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
