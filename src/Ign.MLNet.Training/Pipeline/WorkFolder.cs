namespace Ign.MLNet.Training;

/// <summary>The folder of one training: the user's, or a private temporary one that is removed afterwards.</summary>
internal sealed class WorkFolder : IDisposable
{
    internal const string Prefix = "ign-trainer-";
    private readonly bool _temporary;

    /// <param name="path">The user's folder; null for a private temporary one.</param>
    /// <param name="temporary">Where that lies; null for the system's temporary folder.</param>
    internal WorkFolder(string? path, string? temporary)
    {
        _temporary = path is null;
        Path = path ?? PrivateFolder.Create(temporary, Prefix);
    }

    internal string Path { get; }

    public void Dispose()
    {
        if (!_temporary) return;
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (IOException)
        {
            // A scanner that holds a file open must not take the trained model away.
        }
        catch (UnauthorizedAccessException)
        {
        }
    }
}
