namespace Ign.MLNet.Restoration.Tests;

/// <summary>A file system whose n-th operation fails: alone, or with all that follow it, as after the death of the process.</summary>
internal sealed class FaultyFiles(int fails, bool dies, int error = 5) : FileOperations
{
    private int _operations;

    /// <summary>Whether the failure has happened.</summary>
    internal bool Failed => Volatile.Read(ref _operations) >= fails;

    internal override byte[] Read(string path, long maxBytes)
    {
        Operation(path);
        return base.Read(path, maxBytes);
    }

    internal override string? Hash(string path)
    {
        Operation(path);
        return base.Hash(path);
    }

    internal override FileStamp? Stamp(string path)
    {
        Operation(path);
        return base.Stamp(path);
    }

    internal override void WriteNew(string path, byte[] bytes, UnixFileMode? mode = null)
    {
        // What a full disk or a death leaves: the first half.
        Operation(path, () => File.WriteAllBytes(path, bytes[..(bytes.Length / 2)]));
        base.WriteNew(path, bytes, mode);
    }

    internal override void Keep(string path, FileStamp stamp)
    {
        Operation(path);
        base.Keep(path, stamp);
    }

    internal override void Rename(string from, string to)
    {
        Operation(to);
        base.Rename(from, to);
    }

    internal override void FlushFolder(string folder)
    {
        Operation(folder);
        base.FlushFolder(folder);
    }

    internal override void CreateFolder(string folder)
    {
        Operation(folder);
        base.CreateFolder(folder);
    }

    internal override IReadOnlyList<string> Names(string folder, string pattern)
    {
        Operation(folder);
        return base.Names(folder, pattern);
    }

    internal override void Delete(string path)
    {
        Operation(path);
        base.Delete(path);
    }

    internal override void Append(FileStream file, ReadOnlySpan<byte> bytes)
    {
        byte[] half = bytes[..(bytes.Length / 2)].ToArray();
        Operation(file.Name, () => file.Write(half));
        base.Append(file, bytes);
    }

    internal override void Flush(FileStream file)
    {
        Operation(file.Name);
        base.Flush(file);
    }

    private void Operation(string path, Action? half = null)
    {
        int number = Interlocked.Increment(ref _operations);
        if (number != fails && !(dies && number > fails)) return;
        if (number == fails) half?.Invoke();
        throw new IOException($"Injected at operation {number}: '{path}'.", error);
    }
}
