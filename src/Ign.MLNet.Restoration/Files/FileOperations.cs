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
        if (File.Exists(path) && (File.ResolveLinkTarget(path, returnFinalTarget: true) ?? new FileInfo(path)) is FileInfo { Exists: true, Length: 0 })
            return [];
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1,
            FileOptions.SequentialScan);
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

    /// <summary>Length, time of change and permissions of a file; null if there is none.</summary>
    internal virtual FileStamp? Stamp(string path)
    {
        // Of a link, what it leads to.
        var file = File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true) as FileInfo ?? new FileInfo(path) : null;
        if (file is not { Exists: true }) return null;
        return new FileStamp(file.Length, file.LastWriteTimeUtc.Ticks, OperatingSystem.IsLinux() ? LinuxStat.Nanoseconds(file.FullName) : 0,
            OperatingSystem.IsWindows() ? null : file.UnixFileMode);
    }

    /// <summary>What tells a folder or file from another one that takes its place; null if there is none.</summary>
    internal virtual FileIdentity? Identity(string path)
    {
        if (!Path.Exists(path)) return null;
        return OperatingSystem.IsLinux() ? LinuxStat.Identity(path)
            ?? FileIdentity.Unknown : new FileIdentity(0, (ulong)Directory.GetCreationTimeUtc(path).Ticks);
    }

    /// <summary>Writes a file that must not be there, down to the disk.</summary>
    /// <param name="path">The file.</param>
    /// <param name="bytes">Its content.</param>
    /// <param name="mode">Permissions that it has at most, from the beginning on; null for the usual ones.</param>
    internal virtual void WriteNew(string path, byte[] bytes, UnixFileMode? mode = null)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 1 };
        if (!OperatingSystem.IsWindows() && mode is { } most) options.UnixCreateMode = most;
        using var file = new FileStream(path, options);
        file.Write(bytes);
        file.Flush(flushToDisk: true);
    }

    /// <summary>Gives a file another time of change, and permissions.</summary>
    /// <exception cref="IOException">One of them cannot be given; the other is all the same.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    internal virtual void Keep(string path, FileStamp stamp)
    {
        try
        {
            if (!OperatingSystem.IsLinux() || !LinuxStat.TrySetTime(path, stamp)) File.SetLastWriteTimeUtc(path, new DateTime(stamp.Time, DateTimeKind.Utc));
        }
        finally
        {
            if (!OperatingSystem.IsWindows() && stamp.Mode is { } mode && File.GetUnixFileMode(path) != mode) File.SetUnixFileMode(path, mode);
        }
    }

    /// <summary>Renames a file over another, at once for everybody who looks.</summary>
    internal virtual void Rename(string from, string to) => File.Move(from, to, overwrite: true);

    /// <summary>Brings a folder's list of names down to the disk.</summary>
    internal virtual void FlushFolder(string folder) => AtomicFile.FlushFolder(folder);

    /// <summary>Creates one folder, where it is missing, and none above it: those may be missing because their disk has gone away.</summary>
    /// <exception cref="DirectoryNotFoundException">The one above it is missing.</exception>
    internal virtual void CreateFolder(string folder)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else NewFolder.Create(folder);
    }

    /// <summary>Deletes a folder that is empty.</summary>
    internal virtual void DeleteFolder(string folder) => Directory.Delete(folder);

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
