namespace Ign.MLNet.Cli;

/// <summary>Tries places that a command will write to, before the work: afterwards it would be lost. What is tried is removed again.</summary>
internal static class OutputPath
{
    /// <summary>Checks the place of a file.</summary>
    /// <exception cref="UsageException">It is a folder, its folder does not exist, or nothing can be written there.</exception>
    internal static void CheckFile(string option, string path)
    {
        if (Directory.Exists(path)) throw new UsageException($"{option}: '{path}' is a folder; expected a file name.");
        string full = Path.GetFullPath(path);
        string? folder = Path.GetDirectoryName(full);
        if (folder is null || !Directory.Exists(folder)) throw new UsageException($"{option}: the folder of '{path}' does not exist.");
        // A file that stands is replaced by renaming: its folder must let a new one in.
        Try(option, path, () => Probe(File.Exists(full) ? Path.Join(folder, Path.GetRandomFileName()) : full));
    }

    /// <summary>Checks the place of a folder, which need not exist.</summary>
    /// <exception cref="UsageException">It is a file, or nothing can be written there.</exception>
    internal static void CheckFolder(string option, string path)
    {
        if (File.Exists(path)) throw new UsageException($"{option}: '{path}' is a file; expected a folder.");
        Try(option, path, () =>
        {
            string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)), made = full;
            if (Directory.Exists(full))
            {
                Probe(Path.Join(full, Path.GetRandomFileName()));
                return;
            }
            // The uppermost folder that would be made goes again, with all below it.
            while (Path.GetDirectoryName(made) is { } above && !Directory.Exists(above)) made = above;
            try
            {
                Directory.CreateDirectory(full);
                Probe(Path.Join(full, Path.GetRandomFileName()));
            }
            finally
            {
                // Not with its content: another program may be quicker.
                for (string at = full; at.Length >= made.Length && Directory.Exists(at)
                    && !Directory.EnumerateFileSystemEntries(at).Any(); at = Path.GetDirectoryName(at)!)
                    Directory.Delete(at);
            }
        });
    }

    private static void Probe(string path)
    {
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
    }

    private static void Try(string option, string path, Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new UsageException($"{option}: '{path}' cannot be written: {Why(e)}; expected another place, or the right to write there.");
        }
    }

    /// <summary>The reason without the name of the file that was tried.</summary>
    private static string Why(Exception e) => e switch
    {
        UnauthorizedAccessException => "access is denied",
        PathTooLongException => "the name is too long",
        DirectoryNotFoundException or FileNotFoundException => "no file can be made there",
        _ => e.Message.Split(" : '")[0].TrimEnd('.'),
    };
}
