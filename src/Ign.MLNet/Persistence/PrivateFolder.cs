namespace Ign.MLNet;

/// <summary>A new folder below the system's temporary one, readable by this user only and removed on <see cref="Dispose"/>.</summary>
internal sealed class PrivateFolder : IDisposable
{
    internal string Path { get; } = Directory.CreateTempSubdirectory("ign-projection-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
