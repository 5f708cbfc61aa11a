namespace Ign.MLNet.Testing;

/// <summary>A folder outside of the repository that is gone after the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    internal string Path { get; } = Directory.CreateTempSubdirectory("ign-test-").FullName;

    internal string this[params string[] parts] => System.IO.Path.Combine([Path, .. parts]);

    /// <summary>Names of what lies in it.</summary>
    internal string[] Names => [.. new DirectoryInfo(Path).EnumerateFileSystemInfos().Select(f => f.Name).Order(StringComparer.Ordinal)];

    internal string File(string name) => this[name];

    internal string Folder(params string[] parts) => Directory.CreateDirectory(this[parts]).FullName;

    internal string Write(string name, byte[] content)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(this[name])!);
        System.IO.File.WriteAllBytes(this[name], content);
        return this[name];
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
