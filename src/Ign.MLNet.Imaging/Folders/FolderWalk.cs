namespace Ign.MLNet.Imaging;

/// <summary>
/// Lists all files below a folder in the same order everywhere, following links to folders at most once each. Whatever reads a folder of images walks here, so
/// that all leave out the same: what is hidden, as are journals, caches and half-written files; and pictures of a training, which show images and are none.
/// </summary>
internal sealed class FolderWalk
{
    /// <summary>The file by which the folder of a training is known. The folder that was asked for itself is read whatever it is.</summary>
    internal const string TrainingMark = "events.out.tfevents.ign";

    private readonly List<FolderEntry> _entries = [];
    private readonly HashSet<string> _visited = new(StringComparer.Ordinal);
    private readonly Queue<(string Relative, string Full, string Real, string? LeftOut)> _links = new();

    /// <summary>All entries below <paramref name="folder"/>, ordered by path.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="following">Told of each link to a folder, by its path below the folder and where it really leads, before it is followed.</param>
    /// <param name="cancellation">Stops the walk.</param>
    /// <exception cref="IOException">The folder itself cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder itself may not be read.</exception>
    internal static IReadOnlyList<FolderEntry> Of(string folder, Action<string, string>? following = null, CancellationToken cancellation = default)
    {
        var walk = new FolderWalk();
        walk.Folder("", folder, RealPath.Of(folder), null, cancellation);
        // Real folders first: a link to a folder of the same tree must not take that folder's place.
        while (walk._links.TryDequeue(out var link))
        {
            following?.Invoke(link.Relative, link.Real);
            walk.Folder(link.Relative, link.Full, link.Real, link.LeftOut, cancellation);
        }
        walk._entries.Sort((a, b) => string.CompareOrdinal(a.Path, b.Path));
        return walk._entries;
    }

    private void Folder(string relative, string full, string real, string? leftOut, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (!_visited.Add(real))
        {
            _entries.Add(new FolderEntry(relative, null, "leads by a link to a folder that is listed already"));
            return;
        }
        FileSystemInfo[] entries;
        try
        {
            entries = new DirectoryInfo(full).GetFileSystemInfos();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException && relative.Length > 0)
        {
            _entries.Add(new FolderEntry(relative, null, leftOut, leftOut is null ? $"is a folder that cannot be read: {e.Message}" : null));
            return;
        }
        if (relative.Length > 0 && entries.Any(e => e.Name == TrainingMark)) leftOut ??= "of a training";
        foreach (var entry in entries.OrderBy(e => e.Name, StringComparer.Ordinal))
        {
            string below = relative.Length == 0 ? entry.Name : $"{relative}/{entry.Name}";
            string? why = leftOut ?? (IsHidden(entry) ? "hidden" : null);
            if (entry is FileInfo file) _entries.Add(new FolderEntry(below, file, why));
            else if (entry.LinkTarget is null) Folder(below, entry.FullName, Path.Join(real, entry.Name), why, cancellation);
            else Link(below, entry.FullName, why);
        }
    }

    private void Link(string relative, string full, string? leftOut)
    {
        try
        {
            _links.Enqueue((relative, full, RealPath.Of(full), leftOut));
        }
        catch (IOException e)
        {
            _entries.Add(new FolderEntry(relative, null, leftOut, leftOut is null ? $"is a link that cannot be followed: {e.Message}" : null));
        }
    }

    /// <summary>By its name everywhere, so that a disk reads the same on every system; and by what Windows says.</summary>
    private static bool IsHidden(FileSystemInfo entry) =>
        entry.Name.StartsWith('.') || (OperatingSystem.IsWindows() && entry.Attributes.HasFlag(FileAttributes.Hidden));
}
