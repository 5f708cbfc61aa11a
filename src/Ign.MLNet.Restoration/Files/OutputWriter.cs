using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Ign.MLNet.Restoration;

/// <summary>
/// Puts results under their final names, whole or not at all: a temporary file beside the final name, flushed; then the caller's record of it; then
/// the rename, and the folder flushed.
/// </summary>
/// <param name="files">The file system.</param>
/// <param name="output">The output folder, without links.</param>
/// <param name="tag">Letters and digits by which temporary files of this job or shard are known; empty for a job that has the folder to itself.</param>
internal sealed class OutputWriter(FileOperations files, string output, string tag)
{
    // A file system allows 255 bytes a name, and the random part needs some.
    private const int MaxNameBytes = 180;
    private const string Ending = ".partial";

    private readonly ConcurrentDictionary<string, Lazy<string?>> _folders = new();

    /// <summary>Where a result with that path below the output folder goes.</summary>
    internal string Target(string path) => Path.Join(output, path);

    /// <summary>Writes a result.</summary>
    /// <param name="path">Path below the output folder, with <c>/</c> between folders.</param>
    /// <param name="bytes">The whole file.</param>
    /// <param name="record">Called with their stamp when the bytes are on disk under another name, before they get the final one.</param>
    /// <exception cref="IOException">The folder cannot be used, or the file cannot be written.</exception>
    internal void Write(string path, byte[] bytes, Action<FileStamp?> record)
    {
        string target = Target(path), folder = Path.GetDirectoryName(target)!;
        if (_folders.GetOrAdd(folder, key => new Lazy<string?>(() => Prepare(key))).Value is { } error) throw new IOException(error);
        string temporary = Path.Join(folder, TemporaryName(Path.GetFileName(target)));
        try
        {
            files.WriteNew(temporary, bytes);
            record(files.Stamp(temporary));
            files.Rename(temporary, target);
        }
        catch
        {
            TryDelete(temporary);
            throw;
        }
        files.FlushFolder(folder);
    }

    /// <summary>Makes an output folder and removes what a killed run left there. A link inside the output must not lead the results elsewhere.</summary>
    private string? Prepare(string folder)
    {
        try
        {
            if (Link(folder) is { } link) return link; // before anything is created behind it
            files.CreateFolder(folder);
            if (Link(folder) is { } late) return late;
            foreach (string leftover in files.Names(folder, $".*.{tag}*{Ending}").Where(name => IsTemporary(name, tag))) files.Delete(leftover);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"cannot be written: {e.Message}";
        }
    }

    private static string? Link(string folder) =>
        RealPath.Of(folder) == folder ? null : $"would be written through a link, '{folder}' to '{RealPath.Of(folder)}': outside of the output folder, or into the way of others.";

    private void TryDelete(string temporary)
    {
        try
        {
            files.Delete(temporary);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The cause of the failure is what counts; the next run removes the leftover.
        }
    }

    /// <summary>Whether a file is a temporary one of the job or shard with that tag; the empty tag stands for all.</summary>
    internal static bool IsTemporary(string path, string tag)
    {
        string[] parts = Path.GetFileName(path).Split('.');
        return parts.Length >= 4 && parts[0].Length == 0 && parts[^1] == Ending[1..]
            && parts[^2].Length >= 8 && parts[^2][^8..].All(char.IsAsciiHexDigitLower) && (tag.Length == 0 || parts[^2][..^8] == tag);
    }

    private string TemporaryName(string name)
    {
        while (Encoding.UTF8.GetByteCount(name) > MaxNameBytes) name = name[..^(char.IsLowSurrogate(name[^1]) ? 2 : 1)];
        return $".{name}.{tag}{RandomNumberGenerator.GetHexString(8, lowercase: true)}{Ending}";
    }
}
