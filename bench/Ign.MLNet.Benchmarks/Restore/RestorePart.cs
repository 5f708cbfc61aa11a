namespace Ign.MLNet.Benchmarks;

/// <summary>The files of one round.</summary>
/// <param name="Folder">Their folder.</param>
/// <param name="Images">How many.</param>
internal sealed record RestorePart(string Folder, int Images)
{
    /// <summary>Paths below the folder.</summary>
    internal IReadOnlyList<string> Paths { get; } = [.. Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Folder, f)).Order(StringComparer.Ordinal)];
}
