using System.Security.Cryptography;
using Ign.MLNet.Imaging;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Restoration;

/// <summary>
/// Every access of a running job to files, in one place: what may fail at any time, and what the tests let fail one operation after another.
/// </summary>
internal class FileOperations
{
    private const int Part = 1 << 17;

    /// <summary>Reads a whole file of at most <paramref name="maxBytes"/>.</summary>
    /// <exception cref="ImageFileException">The file is larger.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    internal virtual byte[] Read(string path, long maxBytes)
    {
        // Pipes and devices have no length, and to open one may wait for ever.
        if (File.Exists(path) && (File.ResolveLinkTarget(path, returnFinalTarget: true) ?? new FileInfo(path)) is FileInfo { Exists: true, Length: 0 }) return [];
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1, FileOptions.SequentialScan);
        if (file.Length > maxBytes) throw ImageLimits.TooManyBytes(file.Length, maxBytes);
        var bytes = new byte[file.Length];
        int read = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return read == bytes.Length ? bytes : bytes[..read]; // someone is cutting it: the decoder will tell
    }

    /// <summary>SHA-256 of a file in lower-case hexadecimal; null if there is none.</summary>
    internal virtual string? Hash(string path)
    {
        if (!File.Exists(path)) return null; // the usual case, without the cost of an exception
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, Part, FileOptions.SequentialScan);
            return Convert.ToHexStringLower(SHA256.HashData(file));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Length and time of change of a file; null if there is none.</summary>
    internal virtual FileStamp? Stamp(string path)
    {
        // Of a link, what it leads to.
        var file = File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true) as FileInfo ?? new FileInfo(path) : null;
        return file is { Exists: true } ? new FileStamp(file.Length, file.LastWriteTimeUtc.Ticks) : null;
    }

    /// <summary>What tells a folder or file from another one that takes its place; null if there is none.</summary>
    internal virtual FileIdentity? Identity(string path)
    {
        if (!Path.Exists(path)) return null;
        return OperatingSystem.IsLinux() ? LinuxStat.Of(path) ?? FileIdentity.Unknown : new FileIdentity(0, (ulong)Directory.GetCreationTimeUtc(path).Ticks);
    }

    /// <summary>Writes a file that must not be there, down to the disk.</summary>
    internal virtual void WriteNew(string path, byte[] bytes)
    {
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1);
        file.Write(bytes);
        file.Flush(flushToDisk: true);
    }

    /// <summary>Renames a file over another, at once for everybody who looks.</summary>
    internal virtual void Rename(string from, string to) => File.Move(from, to, overwrite: true);

    /// <summary>Brings a folder's list of names down to the disk.</summary>
    internal virtual void FlushFolder(string folder) => AtomicFile.FlushFolder(folder);

    /// <summary>Creates a folder and those above it, where missing.</summary>
    internal virtual void CreateFolder(string folder) => Directory.CreateDirectory(folder);

    /// <summary>Names in a folder that match a pattern with <c>*</c>.</summary>
    internal virtual IReadOnlyList<string> Names(string folder, string pattern) => [.. Directory.EnumerateFiles(folder, pattern, s_all)];

    /// <summary>Deletes a file, if it is there.</summary>
    internal virtual void Delete(string path) => File.Delete(path);

    /// <summary>Appends to an open file.</summary>
    internal virtual void Append(FileStream file, ReadOnlySpan<byte> bytes) => file.Write(bytes);

    /// <summary>Brings what was appended down to the disk.</summary>
    internal virtual void Flush(FileStream file) => file.Flush(flushToDisk: true);

    // Hidden files too, and none left out for want of rights without a word.
    private static readonly EnumerationOptions s_all = new() { AttributesToSkip = 0, IgnoreInaccessible = false, MatchType = MatchType.Simple };
}
