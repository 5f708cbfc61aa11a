namespace Ign.MLNet.ConsumerTests;

/// <summary>A folder outside of the repository that is gone after the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    internal string Path { get; } = Directory.CreateTempSubdirectory("consumer-").FullName;

    internal string this[params string[] parts] => System.IO.Path.Combine([Path, .. parts]);

    internal string Folder(params string[] parts) => Directory.CreateDirectory(this[parts]).FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
