namespace Ign.MLNet;

/// <summary>A new folder, readable by this user only and removed on <see cref="Dispose"/>.</summary>
/// <param name="parent">Where it lies; null for the system's temporary folder.</param>
internal sealed class PrivateFolder(string? parent) : IDisposable
{
    internal string Path { get; } = Create(parent, "ign-projection-");

    public void Dispose() => Directory.Delete(Path, recursive: true);

    /// <summary>Makes such a folder that stays until the caller removes it.</summary>
    internal static string Create(string? parent, string prefix)
    {
        if (parent is null) return Directory.CreateTempSubdirectory(prefix).FullName;
        string path = System.IO.Path.Combine(parent, prefix + Guid.NewGuid().ToString("N"));
        if (OperatingSystem.IsWindows()) return Directory.CreateDirectory(path).FullName;
        return Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;
    }
}
