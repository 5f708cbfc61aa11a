namespace Ign.MLNet;

/// <summary>A new folder, readable by this user only and removed on <see cref="Dispose"/>.</summary>
/// <param name="parent">Where it lies; null for the system's temporary folder.</param>
internal sealed class PrivateFolder(string? parent) : IDisposable
{
    private const string Prefix = "ign-projection-";

    internal string Path { get; } = parent is null ? Directory.CreateTempSubdirectory(Prefix).FullName : Create(System.IO.Path.Combine(parent, Prefix + Guid.NewGuid().ToString("N")));

    public void Dispose() => Directory.Delete(Path, recursive: true);

    private static string Create(string path) =>
        (OperatingSystem.IsWindows() ? Directory.CreateDirectory(path) : Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute)).FullName;
}
