namespace Ign.MLNet.Cli;

/// <summary>The streams that a process is started with.</summary>
internal static class StandardStream
{
    internal const int Output = 1, Error = 2;

    private const string Descriptors = "/proc/self/fd/", Pipe = "pipe:";

    /// <summary>
    /// Whether a stream was closed when the process began. The runtime then gets its number for a pipe of its own, which it would be fatal to write to: it is
    /// told by its other end, which this process has too.
    /// </summary>
    internal static bool WasClosed(int number)
    {
        if (!OperatingSystem.IsLinux()) return false;
        try
        {
            if (Target(Descriptors + number) is not { } target) return true;
            if (!target.StartsWith(Pipe, StringComparison.Ordinal)) return false;
            foreach (string other in Directory.EnumerateFileSystemEntries(Descriptors))
                if (Path.GetFileName(other) != $"{number}" && Target(other) == target && IsForReading(Path.GetFileName(other)) != IsForReading($"{number}"))
                    return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // No /proc here, or a descriptor that has just gone: the first line will tell.
        }
        return false;
    }

    private static string? Target(string descriptor) => new FileInfo(descriptor).LinkTarget;

    private static bool IsForReading(string number)
    {
        const int AccessMode = 3;
        string flags = File.ReadLines($"/proc/self/fdinfo/{number}").First(line => line.StartsWith("flags:", StringComparison.Ordinal));
        return (Convert.ToInt32(flags["flags:".Length..].Trim(), 8) & AccessMode) == 0;
    }
}
