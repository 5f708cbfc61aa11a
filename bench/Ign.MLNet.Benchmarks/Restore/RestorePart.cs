namespace Ign.MLNet.Benchmarks;

/// <summary>The files of one round.</summary>
/// <param name="Folder">Their folder.</param>
/// <param name="Images">How many.</param>
internal sealed record RestorePart(string Folder, int Images)
{
    /// <summary>A part of the files, as a folder of links.</summary>
    internal RestorePart Take(double share)
    {
        int count = Math.Max(1, (int)(share * Images));
        string folder = $"{Folder}-{count}";
        if (Directory.Exists(folder)) return new RestorePart(folder, count);
        Directory.CreateDirectory(folder);
        foreach (string path in Paths.Take(count)) File.CreateSymbolicLink(Path.Combine(folder, Path.GetFileName(path)), Path.Combine(Folder, path));
        return new RestorePart(folder, count);
    }

    /// <summary>Paths below the folder.</summary>
    internal IReadOnlyList<string> Paths { get; } =
        [.. Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Folder, f)).Order(StringComparer.Ordinal)];
}
