using System.IO.Compression;
using System.Text.Json;

namespace Ign.MLNet.ConsumerTests;

/// <summary>Outputs are links into the folder of packages that all projects of a user share, and one native library is changed in the output.</summary>
[TestClass]
[OSCondition(OperatingSystems.Linux)]
public sealed class SharedPackageFolderTests
{
    private const string Native = "runtimes/linux-x64/native/libLibTorchSharp.so";

    [TestMethod]
    public void The_native_library_in_the_package_folder_is_the_one_of_the_package()
    {
        string folder = PackageFolder("torchsharp", out string version);
        using var package = ZipFile.OpenRead(Path.Combine(folder, $"torchsharp.{version}.nupkg"));
        using var entry = package.GetEntry(Native)!.Open();
        using var packed = new MemoryStream();
        entry.CopyTo(packed);
        CollectionAssert.AreEqual(packed.ToArray(), File.ReadAllBytes(Path.Combine(folder, Native)));
        // These tests were built with it, so that the output has been dealt with.
        Assert.IsTrue(File.Exists(Path.Combine(AppContext.BaseDirectory, Native)));
    }

    /// <summary>Where the restore of this project found a package.</summary>
    private static string PackageFolder(string id, out string version)
    {
        string project = Repository.At("tests/Ign.MLNet.ConsumerTests");
        string accelerator = Path.GetRelativePath(Path.Combine(project, "bin"), AppContext.BaseDirectory).Split(Path.DirectorySeparatorChar)[0];
        using var assets = JsonDocument.Parse(File.ReadAllText(Path.Combine(project, "obj", accelerator, "project.assets.json")));
        string path = assets.RootElement.GetProperty("libraries").EnumerateObject()
            .Single(l => l.Name.StartsWith(id + "/", StringComparison.OrdinalIgnoreCase)).Value.GetProperty("path").GetString()!;
        version = path.Split('/')[1];
        return assets.RootElement.GetProperty("packageFolders").EnumerateObject().Select(f => Path.Combine(f.Name, path)).First(Directory.Exists);
    }
}
