using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Ign.MLNet.Imaging;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Restoration;

/// <summary>
/// Puts results under their final names, whole or not at all: a temporary file beside the final name, flushed; then the caller's record of it; then
/// the rename, and the folder flushed. Nothing is put into another folder that has taken the place of the output.
/// </summary>
/// <param name="files">The file system.</param>
/// <param name="output">The output folder, without links; it exists.</param>
/// <param name="stateFolder">Folder in which a file can be tried.</param>
/// <param name="places">What must stay the same while the run lasts: the output folder and the journal.</param>
/// <param name="tag">Letters and digits by which temporary files of this job or shard are known; empty for a job that has the folder to itself.</param>
internal sealed class OutputWriter(FileOperations files, string output, string stateFolder, IReadOnlyList<KnownPlace> places, string tag)
{
    // A file system allows 255 bytes a name, and the random part needs some.
    private const int MaxNameBytes = 180;
    private const string Ending = ".partial";

    // No setuid, setgid and sticky bit: they are not about the content.
    private const UnixFileMode Permissions = (UnixFileMode)0b111_111_111;

    private readonly ConcurrentDictionary<string, Lazy<PreparedFolder>> _folders = new();
    private readonly Lock _refusing = new();
    private RestorationNotice? _refused;

    /// <summary>Where a result with that path below the output folder goes.</summary>
    internal string Target(string path) => Path.Join(output, path);

    /// <summary>Results that could not get the time or the permissions that they should have; null for none.</summary>
    internal RestorationNotice? Refused
    {
        get
        {
            lock (_refusing) return _refused;
        }
    }

    /// <summary>Writes a result.</summary>
    /// <param name="path">Path below the output folder, with <c>/</c> between folders.</param>
    /// <param name="bytes">The whole file.</param>
    /// <param name="like">Time and permissions that it gets, but for those to run as somebody else; null for the usual ones.</param>
    /// <param name="record">
    /// Called with their stamp when the bytes are on disk under another name, before they get the final one. Where the file that they replace has that stamp as
    /// well, it is called with null, and again with the stamp when they have the name.
    /// </param>
    /// <exception cref="IOException">This file cannot be written.</exception>
    /// <exception cref="RestorationStoppedException">The output as a whole cannot be written any more.</exception>
    internal void Write(string path, byte[] bytes, FileStamp? like, Action<FileStamp?> record)
    {
        string target = Target(path), folder = Path.GetDirectoryName(target)!;
        CheckPlaces();
        var prepared = _folders.GetOrAdd(folder, key => new Lazy<PreparedFolder>(() => Prepare(key))).Value;
        // Whoever runs this may read the input, also where its permissions let only a group or all others do so.
        if (like?.Mode is { } mode) like = like.Value with { Mode = (mode & Permissions) | UnixFileMode.UserRead };
        string temporary = Path.Join(folder, TemporaryName(Path.GetFileName(target)));
        for (bool again = false; ; again = true)
        {
            try
            {
                if (prepared.Error is { } error) throw new IOException(error);
                CheckDisk(folder, prepared);
                MakeAgain(folder, prepared);
                var replaced = files.Stamp(target);
                files.WriteNew(temporary, bytes, like?.Mode);
                if (like is { } kept) Keep(temporary, kept, path);
                // Once more: this file may be the first in the place of the output.
                CheckPlaces();
                CheckDisk(folder, prepared);
                var stamp = files.Stamp(temporary);
                bool alike = stamp is not null && replaced?.Length == stamp.Value.Length && replaced.Value.Time == stamp.Value.Time;
                record(alike ? null : stamp);
                files.Rename(temporary, target);
                files.FlushFolder(folder);
                if (alike) record(stamp);
                return;
            }
            catch (Exception e)
            {
                TryDelete(temporary);
                if (e is not (IOException or UnauthorizedAccessException)) throw;
                CheckPlaces(e);
                CheckDisk(folder, prepared, e);
                if (!again && e is DirectoryNotFoundException or FileNotFoundException) continue; // somebody deletes the folder at this moment
                CheckAll(e);
                throw new IOException($"its result cannot be written: {AtomicFile.Told(e, temporary, target).Message}", e);
            }
        }
    }

    /// <summary>Some file systems and network shares have no times or permissions of their own; a result is one all the same.</summary>
    private void Keep(string temporary, FileStamp like, string path)
    {
        try
        {
            files.Keep(temporary, like);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            string reason = AtomicFile.Told(e, temporary, Target(path)).Message;
            lock (_refusing) _refused = RestorationNotice.OneMore(_refused, RestorationNoticeKind.TimesRefused, path, reason);
        }
    }

    private void CheckPlaces(Exception? cause = null)
    {
        foreach (var place in places) place.Check(cause);
    }

    /// <summary>
    /// A folder below the output may be a disk of its own. Its number alone would not do: some network file systems forget the numbers of folders.
    /// </summary>
    private void CheckDisk(string folder, PreparedFolder prepared, Exception? cause = null)
    {
        // Where the folder was deleted, its disk is that of the next one above it.
        string there = folder;
        while (there.Length > output.Length && files.Identity(there) is null) there = Path.GetDirectoryName(there)!;
        if (prepared.Error is not null || files.Identity(there) is not { } now || now.Device == prepared.Device) return;
        string gone = $"The folder '{Path.GetRelativePath(output, folder)}' of the output '{output}' is on another disk than when the run began with it: its own has gone away. Bring it back and run this again to go on.";
        throw new RestorationStoppedException(gone, cause ?? new IOException(gone));
    }

    /// <summary>Makes a folder once more that somebody has deleted since the run began with it.</summary>
    private void MakeAgain(string folder, PreparedFolder prepared)
    {
        if (files.Identity(folder) is not null) return;
        Create(folder, prepared.Device);
        if (Link(folder) is { } link) throw new IOException(link);
    }

    /// <summary>
    /// Creates a folder below the output and those between, one by one. Where a disk went away just now, what was made lies in the folder that it was
    /// mounted on, and must not stay there: it would be hidden when the disk comes back.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <param name="device">The disk that it must be on; null for any.</param>
    private void Create(string folder, ulong? device = null)
    {
        Stack<string> missing = new(), made = new();
        for (string at = folder; at.Length > output.Length && files.Identity(at) is null; at = Path.GetDirectoryName(at)!) missing.Push(at);
        foreach (string level in missing)
        {
            files.CreateFolder(level);
            made.Push(level);
        }
        if (made.Count == 0 || (places.All(place => place.IsSame) && (device is null || files.Identity(folder)?.Device == device))) return;
        try
        {
            foreach (string level in made) files.DeleteFolder(level);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another one has gone, or is not empty any more: somebody else's.
        }
        CheckPlaces();
    }

    /// <summary>Tells what is wrong with one result from what is wrong with all that would follow.</summary>
    private void CheckAll(Exception cause)
    {
        if (ItemFailure.IsFullDisk(cause))
            throw new RestorationStoppedException($"The disk of '{output}' is full. What stands there is whole; make room and run this again to go on.", cause);
        string probe = Path.Join(stateFolder, $"probe-{RandomNumberGenerator.GetHexString(8, lowercase: true)}");
        try
        {
            files.WriteNew(probe, [0]);
            files.Delete(probe);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            TryDelete(probe);
            throw new RestorationStoppedException(
                $"The output folder '{output}' cannot be written any more: {e.Message} What stands there is whole; mend it and run this again to go on.", e);
        }
    }

    /// <summary>Makes an output folder and removes what a killed run left there. A link inside the output must not lead the results elsewhere.</summary>
    private PreparedFolder Prepare(string folder)
    {
        try
        {
            if (Link(folder) is { } link) return new(link); // before anything is created behind it
            Create(folder);
            if (Link(folder) is { } late) return new(late);
            foreach (string leftover in files.Names(folder, $".*.{tag}*{Ending}").Where(name => IsTemporary(name, tag))) files.Delete(leftover);
            return new(null, files.Identity(folder)?.Device);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new(e.Message);
        }
    }

    private static string? Link(string folder) =>
        RealPath.Of(folder) == folder
            ? null
            : $"would be written through a link, '{folder}' to '{RealPath.Of(folder)}': outside of the output folder, or into the way of others.";

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

    /// <param name="Error">Why it cannot be used; null if it can.</param>
    /// <param name="Device">The disk that it is on.</param>
    private sealed record PreparedFolder(string? Error, ulong? Device = null);
}
