using System.Globalization;

namespace Ign.MLNet.Imaging;

/// <summary>
/// Files for colour profiles, which libvips takes from files alone. They lie in a folder of this process in the folder for temporary files; its lock tells the
/// next run whether the process still lives, also in another container, where numbers of processes mean nothing.
/// </summary>
internal static class TemporaryProfiles
{
    private const string Prefix = "ign-profiles-", LockName = "lock";

    private static readonly Lock s_lock = new();
    private static string? s_folder;
    private static FileStream? s_alive;
    private static long s_count;

    /// <summary>Writes a profile; whoever asked for the file deletes it.</summary>
    /// <exception cref="IOException">There is no place for temporary files.</exception>
    internal static string Write(byte[] profile)
    {
        string path = Path.Join(Folder(), string.Create(CultureInfo.InvariantCulture, $"{Interlocked.Increment(ref s_count)}.icc"));
        try
        {
#pragma warning disable RS0030 // Nobody knows the name before this returns.
            File.WriteAllBytes(path, profile);
#pragma warning restore RS0030
            return path;
        }
        catch (DirectoryNotFoundException)
        {
            lock (s_lock) s_folder = null; // cleaned away by somebody: the next image gets a new one
            throw;
        }
    }

    /// <summary>
    /// Whether such a file is there as it was written; otherwise it is to blame, or the number of files that the process may open, and not the image.
    /// </summary>
    internal static bool IsWhole(string path, byte[] profile)
    {
        try
        {
            return File.ReadAllBytes(path).AsSpan().SequenceEqual(profile);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Removes what processes have left that were killed.</summary>
    internal static void RemoveLeftovers()
    {
        try
        {
            foreach (string folder in Directory.EnumerateDirectories(Path.GetTempPath(), $"{Prefix}*"))
                if (folder != s_folder && new DirectoryInfo(folder).LinkTarget is null) RemoveUnlessAlive(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // No folder for temporary files: an image that needs it will tell.
        }
    }

    private static void RemoveUnlessAlive(string folder)
    {
        try
        {
            using (new FileStream(Path.Join(folder, LockName), FileMode.Open, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose))
                foreach (string file in Directory.EnumerateFiles(folder, "*.icc")) File.Delete(file);
            Directory.Delete(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // In use, or not ours to remove: it does no harm.
        }
    }

    private static string Folder()
    {
        lock (s_lock)
        {
            if (s_folder is not null) return s_folder;
            string folder = Directory.CreateTempSubdirectory(Prefix).FullName;
            s_alive?.Dispose();
            s_alive = new FileStream(Path.Join(folder, LockName), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
            AppDomain.CurrentDomain.ProcessExit += (_, _) => Remove(folder);
            return s_folder = folder;
        }
    }

    private static void Remove(string folder)
    {
        s_alive?.Dispose();
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next run removes it.
        }
    }
}
