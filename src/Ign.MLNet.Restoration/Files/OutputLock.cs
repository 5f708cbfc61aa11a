using System.Globalization;

namespace Ign.MLNet.Restoration;

/// <summary>Keeps a second run away from an output folder or a shard. The system releases it when the process ends, however it ends.</summary>
internal sealed class OutputLock : IDisposable
{
    // EWOULDBLOCK of Linux and of macOS, and the sharing violation of Windows.
    private static readonly int[] s_taken = [11, 35, unchecked((int)0x80070020)];

    private readonly FileStream _file;

    private readonly string? _owner;

    private OutputLock(FileStream file, string? owner = null) => (_file, _owner) = (file, owner);

    /// <summary>Takes the lock for one run alone.</summary>
    /// <param name="folder">Folder of the lock; it must exist.</param>
    /// <param name="what">What is locked, for the message.</param>
    /// <exception cref="RestorationBusyException">Another run has it.</exception>
    internal static OutputLock Exclusive(string folder, string what)
    {
        var file = Open(folder, FileAccess.ReadWrite, FileShare.None, what);
        try
        {
            // A locked file cannot be read by others, so the name of its owner stands beside it.
#pragma warning disable RS0030 // Half a name misleads at most, and the disk need not be waited for.
            File.WriteAllText(OwnerFile(folder),
                string.Create(CultureInfo.InvariantCulture,
                    $"process {Environment.ProcessId} on {Environment.MachineName} since {DateTime.UtcNow:yyyy-MM-dd HH:mm:ss} UTC"));
#pragma warning restore RS0030
            return new OutputLock(file, OwnerFile(folder));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Takes the lock together with others that do the same: the shards of one folder.</summary>
    /// <inheritdoc cref="Exclusive" path="/param"/>
    /// <exception cref="RestorationBusyException">A run has it alone.</exception>
    internal static OutputLock Shared(string folder, string what)
    {
        if (!File.Exists(LockFile(folder))) new FileStream(LockFile(folder), FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite).Dispose();
        return new OutputLock(Open(folder, FileAccess.Read, FileShare.Read, what));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            if (_owner is not null) File.Delete(_owner);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // An old name misleads at most.
        }
        _file.Dispose();
    }

    private static FileStream Open(string folder, FileAccess access, FileShare share, string what)
    {
        try
        {
            return new FileStream(LockFile(folder), access == FileAccess.Read ? FileMode.Open : FileMode.OpenOrCreate, access, share, bufferSize: 1);
        }
        catch (IOException e) when (s_taken.Contains(e.HResult))
        {
            string owner = File.Exists(OwnerFile(folder)) ? File.ReadAllText(OwnerFile(folder)) : "parts of it are worked on";
            throw new RestorationBusyException($"Another run is working on {what} ({owner}); wait for it, or stop it and run this again.");
        }
    }

    private static string LockFile(string folder) => Path.Join(folder, "lock");

    private static string OwnerFile(string folder) => Path.Join(folder, "owner");
}
