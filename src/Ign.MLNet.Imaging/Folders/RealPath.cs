namespace Ign.MLNet.Imaging;

/// <summary>Paths with every symbolic link resolved, for comparing where two names really lead.</summary>
internal static class RealPath
{
    private static readonly StringComparison s_comparison = OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;

    /// <summary>The absolute path without links; parts that do not exist stay as they are.</summary>
    /// <exception cref="IOException">The links go round in a circle.</exception>
    internal static string Of(string path)
    {
        string full = Path.GetFullPath(path);
        string real = Path.GetPathRoot(full)!;
        foreach (string part in full[real.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            string next = Path.Join(real, part);
            var folder = new DirectoryInfo(next);
            var target = folder.LinkTarget is null ? null : folder.ResolveLinkTarget(returnFinalTarget: true); // only links: a missing folder would throw
            // The target's own folders may be links again.
            real = target is null ? next : Of(target.FullName);
        }
        return real;
    }

    /// <summary>Whether <paramref name="inner"/> is <paramref name="outer"/> or lies below it; both without links.</summary>
    internal static bool IsWithin(string inner, string outer) =>
        Path.TrimEndingDirectorySeparator(inner).Equals(Path.TrimEndingDirectorySeparator(outer), s_comparison)
        || inner.StartsWith(Path.EndsInDirectorySeparator(outer) ? outer : outer + Path.DirectorySeparatorChar, s_comparison);
}
