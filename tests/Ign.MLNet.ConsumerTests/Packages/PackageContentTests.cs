using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;

namespace Ign.MLNet.ConsumerTests;

/// <summary>What lies in the packages of the libraries.</summary>
[TestClass]
[TestCategory("Long")]
public sealed class PackageContentTests
{
    private static readonly string[] s_natives = ["Microsoft.ML.OnnxRuntime", "Microsoft.ML.OnnxRuntime.Gpu", "NetVips.Native"];
    private static PackedLibraries? s_packed;

    private static PackedLibraries Packed => s_packed!;

    [ClassInitialize]
    public static async Task Pack(TestContext context) => s_packed = await PackedLibraries.GetAsync();

    [TestMethod]
    public void Every_library_is_a_package_and_nothing_else_is() => CollectionAssert.AreEquivalent(
        Directory.EnumerateDirectories(Repository.At("src")).Select(Path.GetFileName).Where(n => n != "Ign.MLNet.Cli").ToArray(),
        Packed.Packages.Select(p => p.Id).ToArray());

    [TestMethod]
    public void A_package_holds_the_library_its_documentation_page_and_icon_and_nothing_else()
    {
        foreach (var package in Packed.Packages)
        {
            string[] build = package.Id == "Ign.MLNet.Training"
                ? ["buildTransitive/Ign.MLNet.Training.targets", "buildTransitive/RelaxLibstdcxxVersion.cs"]
                : [];
            CollectionAssert.AreEquivalent(
                (string[])[$"{package.Id}.nuspec", "PACKAGE.md", "icon.png", $"lib/net10.0/{package.Id}.dll", $"lib/net10.0/{package.Id}.xml", .. build],
                package.Files.Keys.ToArray(), package.Id);
            CollectionAssert.AreEqual(File.ReadAllBytes(Repository.At($"src/{package.Id}/PACKAGE.md")), package.Files["PACKAGE.md"], package.Id);
            CollectionAssert.AreEqual(File.ReadAllBytes(Repository.At("build/icon.png")), package.Files["icon.png"], package.Id);

            var documentation = XDocument.Load(new MemoryStream(package.Files[$"lib/net10.0/{package.Id}.xml"])).Root!;
            Assert.AreEqual(package.Id, documentation.Element("assembly")!.Element("name")!.Value);
            Assert.IsTrue(documentation.Descendants("summary").Any(), package.Id);
        }
    }

    [TestMethod]
    public void A_package_says_what_it_is_and_where_it_comes_from()
    {
        foreach (var package in Packed.Packages)
        {
            Assert.AreEqual(Packed.Version, package.Text("version"), package.Id);
            Assert.AreEqual("MIT", package.Text("license"), package.Id);
            Assert.AreEqual("expression", package.Element("license").Attribute("type")!.Value, package.Id);
            Assert.AreEqual("PACKAGE.md", package.Text("readme"), package.Id);
            Assert.AreEqual("icon.png", package.Text("icon"), package.Id);
            Assert.AreNotEqual("Package Description", package.Text("description"), package.Id);
            if (!Path.Exists(Repository.At(".git"))) continue; // an archive of the sources
            Assert.AreEqual("git", package.Element("repository").Attribute("type")!.Value, package.Id);
            Assert.AreEqual(40, package.Element("repository").Attribute("commit")!.Value.Length, package.Id);
        }
    }

    [TestMethod]
    public void The_symbols_lie_beside_the_package_and_belong_to_the_library_in_it()
    {
        foreach (var package in Packed.Packages)
        {
            var symbols = package.Symbols;
            string pdb = $"lib/net10.0/{package.Id}.pdb";
            CollectionAssert.AreEquivalent(new[] { $"{package.Id}.nuspec", pdb }, symbols.Files.Keys.ToArray(), package.Id);

            using var library = new PEReader(new MemoryStream(package.Files[$"lib/net10.0/{package.Id}.dll"]));
            using var provider = MetadataReaderProvider.FromPortablePdbStream(new MemoryStream(symbols.Files[pdb]));
            var wanted = library.ReadCodeViewDebugDirectoryData(library.ReadDebugDirectory().Single(e => e.Type == DebugDirectoryEntryType.CodeView));
            Assert.AreEqual(wanted.Guid, new BlobContentId(provider.GetMetadataReader().DebugMetadataHeader!.Id).Guid, package.Id);
        }
    }

    [TestMethod]
    public void No_path_of_this_machine_is_in_a_package()
    {
        foreach (var package in Packed.Packages.SelectMany(p => new[] { p, p.Symbols }))
        {
            foreach (var (name, content) in package.Files)
            {
                foreach (string folder in new[] { Repository.Root, Packed.Feed })
                {
                    foreach (var encoding in new[] { Encoding.UTF8, Encoding.Unicode })
                        Assert.IsLessThan(0, content.AsSpan().IndexOf(encoding.GetBytes(folder)), $"{package.Path}, {name}: {folder}");
                }
            }
        }
    }

    [TestMethod]
    public async Task Dependencies_have_the_versions_that_the_libraries_were_built_and_tested_with()
    {
        var central = await CentralVersionsAsync();
        foreach (var package in Packed.Packages)
        {
            var group = package.Element("dependencies").Elements().Single();
            Assert.AreEqual("net10.0", group.Attribute("targetFramework")!.Value, package.Id);
            Assert.AreEqual(package.Id == "Ign.MLNet.Reports", package.Dependencies.Count == 0, package.Id);
            foreach (var (id, version) in package.Dependencies)
                Assert.AreEqual(IsOurs(id) ? Packed.Version : central[id], version, $"{package.Id} asks for {id}");
            foreach (var line in AddPackageLine.AllOf(package.Page).Where(l => !IsOurs(l.Id)))
                Assert.AreEqual(central[line.Id], line.Version, $"PACKAGE.md of {package.Id} tells to add {line.Id}");
        }
    }

    [TestMethod]
    public void Only_training_brings_TorchSharp_and_nothing_brings_natives_that_the_program_must_choose()
    {
        foreach (var package in Packed.Packages)
        {
            string[] all = [.. WithAllBelow(package).SelectMany(p => p.Dependencies.Keys).Distinct()];
            Assert.AreEqual(package.Id == "Ign.MLNet.Training", all.Contains("TorchSharp"), package.Id);
            CollectionAssert.AreEqual(Array.Empty<string>(), all.Where(d => s_natives.Contains(d) || IsLibtorch(d)).ToArray(), package.Id);
        }

        static bool IsLibtorch(string id) =>
            id.StartsWith("libtorch", StringComparison.OrdinalIgnoreCase) || id.StartsWith("TorchSharp-", StringComparison.OrdinalIgnoreCase);
    }

    private static IEnumerable<LibraryPackage> WithAllBelow(LibraryPackage package) =>
        package.Dependencies.Keys.Where(IsOurs).SelectMany(d => WithAllBelow(Packed[d])).Prepend(package);

    private static bool IsOurs(string id) => id == "Ign.MLNet" || id.StartsWith("Ign.MLNet.", StringComparison.Ordinal);

    private static async Task<Dictionary<string, string>> CentralVersionsAsync()
    {
        var evaluation = (await Child.RunAsync(Repository.Root, new Dictionary<string, string>(), "msbuild", "src/Ign.MLNet/Ign.MLNet.csproj",
            "-getItem:PackageVersion")).Succeeded();
        using var document = JsonDocument.Parse(evaluation.Output);
        return document.RootElement.GetProperty("Items").GetProperty("PackageVersion").EnumerateArray()
            .ToDictionary(i => i.GetProperty("Identity").GetString()!, i => i.GetProperty("Version").GetString()!);
    }
}
