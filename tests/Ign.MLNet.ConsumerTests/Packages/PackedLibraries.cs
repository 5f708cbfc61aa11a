namespace Ign.MLNet.ConsumerTests;

/// <summary>
/// The packages that <c>dotnet pack</c> makes of this working copy, in a folder that is gone after the tests. They carry a version that no
/// other run used, so nothing that NuGet remembers can stand in for them.
/// </summary>
[TestClass]
public sealed class PackedLibraries : IDisposable
{
    private static readonly Lazy<Task<PackedLibraries>> s_packed = new(PackAsync);
    private readonly TemporaryFolder _folder = new();

    internal string Version { get; } = $"0.1.0-test.{Guid.NewGuid().ToString("N")[..8]}";

    /// <summary>Folder with the packages.</summary>
    internal string Feed => _folder["feed"];

    internal IReadOnlyList<LibraryPackage> Packages { get; private set; } = [];

    internal LibraryPackage this[string id] => Packages.Single(p => p.Id == id);

    /// <summary>Packs once for all tests.</summary>
    internal static Task<PackedLibraries> GetAsync() => s_packed.Value;

    [AssemblyCleanup]
    public static async Task Remove()
    {
        if (s_packed is { IsValueCreated: true, Value.IsCompletedSuccessfully: true }) (await s_packed.Value).Dispose();
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<PackedLibraries> PackAsync()
    {
        var packed = new PackedLibraries();
        // As a release is packed: on a build server, where source paths are mapped.
        var environment = new Dictionary<string, string> { ["CI"] = "true" };
        (await Child.RunAsync(Repository.Root, environment, "pack", "-c", "Release", "-o", packed.Feed, $"-p:Version={packed.Version}", "-v", "quiet",
            // Lock files name the versions of the projects too, which are others here. They are neither read nor written.
            "-p:RestorePackagesWithLockFile=false", "-p:RestoreLockedMode=false", $"-p:NuGetLockFilePath={packed._folder["none.json"]}",
            // A tree of its own, so that nothing is built under the tests that run beside these. Libraries have no natives anyway.
            "-p:IgnAccelerator=none", "-p:UseSharedCompilation=false")).Succeeded();
        packed.Packages = [.. Directory.EnumerateFiles(packed.Feed, "*.nupkg").Order(StringComparer.Ordinal).Select(LibraryPackage.Read)];
        return packed;
    }
}
