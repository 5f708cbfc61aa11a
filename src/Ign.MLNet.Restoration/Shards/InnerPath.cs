namespace Ign.MLNet.Restoration;

/// <summary>Paths below a folder that come from a file, and may come from a stranger.</summary>
internal static class InnerPath
{
    private const int MaxLength = 4_096;

    /// <summary>Whether the path stays below the folder that it is joined to: relative, with <c>/</c>, without <c>.</c>, <c>..</c> and empty parts.</summary>
    internal static bool IsValid(string? path)
    {
        if (string.IsNullOrEmpty(path) || path.Length > MaxLength || path.Contains('\0')) return false;
        if (OperatingSystem.IsWindows() && (path.Contains('\\') || path.Contains(':'))) return false;
        return !Path.IsPathRooted(path) && path.Split('/').All(part => part is not ("" or "." or ".."));
    }
}
