using System.Security.Cryptography;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Restoration;

/// <summary>
/// A file under a temporary name in its final folder, written bit by bit over a long time; <see cref="AtomicFile"/> wants all of it at once. Without
/// <see cref="Commit"/> it is gone after <see cref="Dispose"/>, and an older file is untouched.
/// </summary>
internal sealed class PartialFile : IDisposable
{
    private const string Ending = ".writing"; // another one than that of results, which may be written into the same folder

    private readonly string _final;
    private readonly string _temporary;
    private bool _committed;

    internal PartialFile(string folder, string name)
    {
        _final = Path.Join(folder, name);
        _temporary = Path.Join(folder, $".{name}.{RandomNumberGenerator.GetHexString(8, lowercase: true)}{Ending}");
        // Not shared: the lock tells a later run that this is no leftover. Not buffered: closing it never writes, so it cannot fail on a full disk.
        try
        {
            Stream = new FileStream(_temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw AtomicFile.Told(e, _temporary, _final);
        }
    }

    /// <summary>Takes the content, until <see cref="Seal"/>.</summary>
    internal FileStream Stream { get; }

    /// <summary>Removes what runs that were killed have left of a file of this name; what another run has open stays.</summary>
    internal static void RemoveLeftovers(string folder, string name)
    {
        string start = $".{name}.";
        foreach (string path in Directory.EnumerateFiles(folder, $"{start}*{Ending}"))
        {
            string middle = Path.GetFileName(path)[start.Length..^Ending.Length];
            if (middle.Length > 0 && middle.All(char.IsAsciiHexDigitLower)) RemoveUnlessOpen(path);
        }
    }

    /// <summary>Writes everything to disk; only <see cref="Commit"/> can fail to make it visible.</summary>
    internal void Seal()
    {
        Stream.Flush(flushToDisk: true);
        Stream.Dispose();
    }

    /// <summary>Gives the sealed file its final name.</summary>
    internal void Commit()
    {
        try
        {
            File.Move(_temporary, _final, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw AtomicFile.Told(e, _temporary, _final);
        }
        _committed = true;
    }

    public void Dispose()
    {
        Stream.Dispose();
        if (_committed) return;
        try
        {
            File.Delete(_temporary);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Its folder has gone away, or the disk: what went wrong before is what counts, and the next run removes the leftover.
        }
    }

    private static void RemoveUnlessOpen(string path)
    {
        try
        {
            using var lockedAndGone = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // In use, or not ours to remove: it does no harm.
        }
    }
}
