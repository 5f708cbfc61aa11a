namespace Ign.MLNet.Restoration;

/// <summary>
/// A folder or file that a run relies on, and that must stay the one that it was: under the path of a disk that has gone away there may be an empty folder,
/// which looks like it.
/// </summary>
/// <param name="files">The file system.</param>
/// <param name="path">Where it is; it exists.</param>
/// <param name="name">What it is, for messages, for example <c>output folder</c>.</param>
internal sealed class KnownPlace(FileOperations files, string path, string name)
{
    private readonly FileIdentity? _identity = files.Identity(path);

    /// <summary>Whether it still is the same.</summary>
    internal bool IsSame => files.Identity(path) is { } now && now == _identity;

    /// <summary>Ends the run if it is not.</summary>
    /// <param name="cause">What failed; null where nothing did yet.</param>
    /// <exception cref="RestorationStoppedException">It is gone, or another one.</exception>
    internal void Check(Exception? cause = null)
    {
        if (!IsSame) throw new RestorationStoppedException(Gone, cause ?? new IOException(Gone));
    }

    private string Gone =>
        $"The {name} '{path}' is no longer the one that this run began with: its disk or network share has gone away, or somebody moved or replaced it. Bring it back and run this again to go on.";
}
