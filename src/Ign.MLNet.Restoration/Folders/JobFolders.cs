using System.Security.Cryptography;
using Ign.MLNet.Imaging;

namespace Ign.MLNet.Restoration;

/// <summary>The folders of a job: what is found in one, and whether the other can be written.</summary>
/// <param name="options">What was asked for.</param>
/// <param name="selection">The part of the input folder that the job is limited to; null for all of it.</param>
internal sealed class JobFolders(RestorationOptions options, RestorationSelection? selection)
{
    private const string StateFolderName = ".ign";

    /// <summary>The memory of the output folder, or of this part of it.</summary>
    internal string Journal => Path.Join(State, "journal.jsonl");

    /// <summary>Holds journal and lock.</summary>
    internal string State => selection?.StateFolder ?? Whole;

    private string Whole => Path.Join(options.OutputFolder, StateFolderName);

    /// <summary>All files of the job, ordered by path.</summary>
    /// <exception cref="RestorationRefusedException">The input cannot be read, or holds no images.</exception>
    internal IReadOnlyList<FoundFile> Find(CancellationToken cancellation) => selection is null ? Scan(cancellation) : [.. selection.Paths.Select(Chosen)];

    /// <summary>Creates the folders, tries to write there, and finds out whether the file system ignores case.</summary>
    /// <returns>The real path of the output folder.</returns>
    internal string Prepare(IReadOnlyList<FoundFile> files)
    {
        string output = RealPath.Of(options.OutputFolder);
        return Writable(() =>
        {
            Directory.CreateDirectory(State);
            using var probe = Probe(output);
            // Two mounts of one folder have different paths, and no link between them.
            if (File.Exists(Path.Join(options.InputFolder, StateFolderName, Path.GetFileName(probe.Name))))
            {
                throw new RestorationRefusedException(
                    $"Input '{options.InputFolder}' and output '{options.OutputFolder}' are the same folder by two paths; choose another output, inputs are never overwritten.");
            }
            FolderChecks.CheckCollisions(files, options.Format, IgnoresCase(probe));
            return output;
        });
    }

    /// <summary>Whether the file system of the output ignores case.</summary>
    internal bool IgnoresCase() => Writable(() =>
    {
        using var probe = Probe(RealPath.Of(options.OutputFolder));
        return IgnoresCase(probe);
    });

    /// <summary>Keeps other jobs out of the output folder; parts of one folder may work side by side.</summary>
    internal OutputLock Lock() =>
        Writable(() => selection is null ? OutputLock.Exclusive(Whole, $"'{options.OutputFolder}'") : OutputLock.Shared(Whole, $"'{options.OutputFolder}'"));

    /// <summary>Keeps other runs out of this part; null where the job is no part.</summary>
    internal OutputLock? LockPart() => selection is null ? null : Writable(() => OutputLock.Exclusive(State, $"'{State}'"));

    /// <summary>Does what needs the output folder.</summary>
    /// <exception cref="RestorationRefusedException">It cannot be written.</exception>
    internal T Writable<T>(Func<T> open)
    {
        try
        {
            return open();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RestorationRefusedException($"The output folder '{options.OutputFolder}' cannot be written: {e.Message}", e);
        }
    }

    /// <summary>A file that is gone when it is closed.</summary>
    private static FileStream Probe(string output) =>
        new(Path.Join(Directory.CreateDirectory(Path.Join(output, StateFolderName)).FullName,
            $"probe-{RandomNumberGenerator.GetHexString(8, lowercase: true)}"),
            FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);

    private static bool IgnoresCase(FileStream probe) =>
        File.Exists(Path.Join(Path.GetDirectoryName(probe.Name), Path.GetFileName(probe.Name).ToUpperInvariant()));

    private IReadOnlyList<FoundFile> Scan(CancellationToken cancellation)
    {
        IReadOnlyList<FoundFile> files;
        try
        {
            files = FolderScan.Of(options.InputFolder, RealPath.Of(options.OutputFolder), new PathFilter(options.Include, options.Exclude), cancellation);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RestorationRefusedException($"The input folder '{options.InputFolder}' cannot be read: {e.Message}", e);
        }
        if (files.Any(f => f.IsImage)) return files;
        FoundFile[] unreadable = [.. files.Where(f => f.Outcome == RestorationOutcome.Failed && UnreadableKinds.IsName(f.Path))];
        throw new RestorationRefusedException(unreadable.Length > 0
            ? $"The input folder '{options.InputFolder}' holds no images that can be read ({ImageFormats.Accepted}), but {unreadable.Length:N0} of other kinds, as '{unreadable[0].Path}'; convert them first."
            : $"The input folder '{options.InputFolder}' holds no images ({ImageFormats.Accepted}){(options.Include.Count + options.Exclude.Count > 0 ? " that the patterns let through" : "")}.");
    }

    private FoundFile Chosen(string path)
    {
        var file = new FileInfo(Path.Join(options.InputFolder, path));
        return new FoundFile(path, file.Exists ? file.Length : 0);
    }
}
