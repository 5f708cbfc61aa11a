namespace Ign.MLNet.Restoration;

/// <summary>Lists all files below a folder in the same order everywhere, following links to folders at most once each.</summary>
internal sealed class FolderScan
{
    private readonly string _input;
    private readonly string _realOutput;
    private readonly List<FoundFile> _files = [];
    private readonly HashSet<string> _visited = new(StringComparer.Ordinal);
    private readonly Queue<(string Relative, string Full, string Real)> _links = new();

    private FolderScan(string input, string realOutput)
    {
        _input = input;
        _realOutput = realOutput;
    }

    /// <summary>All files below <paramref name="input"/>, ordered by path.</summary>
    /// <exception cref="RestorationRefusedException">A link inside the input leads to the output.</exception>
    internal static IReadOnlyList<FoundFile> Of(string input, string realOutput, CancellationToken cancellation)
    {
        var scan = new FolderScan(input, realOutput);
        scan.Folder("", input, RealPath.Of(input), cancellation);
        // Real folders first: a link to a folder of the same tree must not take that folder's place.
        while (scan._links.TryDequeue(out var link)) scan.Link(link.Relative, link.Full, link.Real, cancellation);
        return [.. scan._files.OrderBy(f => f.Path, StringComparer.Ordinal)];
    }

    private void Link(string relative, string full, string real, CancellationToken cancellation)
    {
        if (RealPath.IsWithin(real, _realOutput) || RealPath.IsWithin(_realOutput, real))
            throw new RestorationRefusedException($"The link '{relative}' in '{_input}' leads to the output folder; remove it or choose another output.");
        Folder(relative, full, real, cancellation);
    }

    private void Folder(string relative, string full, string real, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (!_visited.Add(real))
        {
            _files.Add(Skipped(relative, full, "leads by a link to a folder that is listed already"));
            return;
        }
        FileSystemInfo[] entries;
        try
        {
            entries = new DirectoryInfo(full).GetFileSystemInfos();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException && relative.Length > 0)
        {
            _files.Add(new FoundFile(relative, full, new RestorationItem(relative, RestorationOutcome.Failed, $"The folder cannot be read: {e.Message}")));
            return;
        }
        foreach (var entry in entries.OrderBy(e => e.Name, StringComparer.Ordinal))
        {
            string below = relative.Length == 0 ? entry.Name : $"{relative}/{entry.Name}";
            if (entry is DirectoryInfo) Subfolder(below, entry);
            else _files.Add(File(below, entry.FullName));
        }

        void Subfolder(string below, FileSystemInfo entry)
        {
            if (entry.LinkTarget is null) Folder(below, entry.FullName, Path.Join(real, entry.Name), cancellation);
            else _links.Enqueue((below, entry.FullName, RealPath.Of(entry.FullName)));
        }
    }

    private static FoundFile File(string relative, string full)
    {
        if (relative.Split('/').Any(part => part.StartsWith('.'))) return Skipped(relative, full, "hidden");
        return ImageFormats.IsImageName(relative) ? new FoundFile(relative, full, null) : Skipped(relative, full, "not an image");
    }

    private static FoundFile Skipped(string relative, string full, string reason) =>
        new(relative, full, new RestorationItem(relative, RestorationOutcome.Skipped, reason));
}
