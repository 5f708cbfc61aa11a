using System.Text.Json;
using System.Xml.Linq;

namespace Ign.MLNet.ConsumerTests;

/// <summary>A new project of a stranger, in a folder of its own, that knows this library by its packages only.</summary>
internal sealed class ConsumerProject : IDisposable
{
    private const string GlobalFolder = "global-packages: ";
    private readonly TemporaryFolder _folder = new();

    /// <param name="packed">Feed of the packages.</param>
    /// <param name="references">What the project references.</param>
    /// <param name="program">Folder of its sources.</param>
    internal ConsumerProject(PackedLibraries packed, IEnumerable<AddPackageLine> references, string program = "Consumer")
    {
        new XElement("Project",
            new XAttribute("Sdk", "Microsoft.NET.Sdk"),
            new XElement("PropertyGroup",
                new XElement("OutputType", "Exe"),
                new XElement("TargetFramework", "net10.0"),
                new XElement("ImplicitUsings", "enable"),
                new XElement("Nullable", "enable")),
            new XElement("ItemGroup", references.Select(r =>
                new XElement("PackageReference", new XAttribute("Include", r.Id),
                    new XAttribute("Version", r.Version.Length > 0 ? r.Version : packed.Version)))))
            .Save(Path.Combine(Project, "Consumer.csproj"));
        // One source more than those that the machine has.
        new XElement("configuration",
            new XElement("packageSources", new XElement("add", new XAttribute("key", "packed"), new XAttribute("value", packed.Feed))))
            .Save(Path.Combine(Project, "nuget.config"));
        foreach (string file in Directory.EnumerateFiles(Repository.At("tests/Ign.MLNet.ConsumerTests/Packages/" + program), "*.cs"))
            File.Copy(file, Path.Combine(Project, Path.GetFileName(file)));
    }

    /// <summary>Folder of the built program.</summary>
    internal string Output => Path.Combine(Project, "bin", "Release", "net10.0");

    private string Project => _folder.Folder("project");

    /// <summary>Restores and builds.</summary>
    /// <returns>The build, which succeeded.</returns>
    internal Task<Child> BuildAsync() => DotnetAsync("build", "-c", "Release");

    /// <summary>Restores, builds and publishes for this kind of machine, with its own runtime, all of it without what the program does not reach.</summary>
    /// <returns>Path of the program.</returns>
    internal async Task<string> PublishTrimmedAsync()
    {
        string folder = _folder["published"];
        await DotnetAsync("publish", "-c", "Release", "-r", System.Runtime.InteropServices.RuntimeInformation.RuntimeIdentifier,
            "--self-contained", "-p:PublishTrimmed=true", "-o", folder);
        return Path.Combine(folder, "Consumer.dll");
    }

    private async Task<Child> DotnetAsync(params string[] arguments)
    {
        var none = new Dictionary<string, string>();
        string global = (await Child.RunAsync(Project, none, "nuget", "locals", "global-packages", "--list")).Succeeded().Output.Trim();
        Assert.StartsWith(GlobalFolder, global);
        // What the machine has is read; what is new, the packages under test, never gets into its folder.
        var environment = new Dictionary<string, string>
        {
            ["NUGET_PACKAGES"] = _folder["packages"],
            ["NUGET_FALLBACK_PACKAGES"] = global[GlobalFolder.Length..],
        };
        // Natives are large: they are linked into the output, not copied.
        return (await Child.RunAsync(Project, environment, [.. arguments, "-p:UseSharedCompilation=false", "-p:CreateHardLinksForCopyLocalIfPossible=true"]))
            .Succeeded();
    }

    /// <summary>Runs the built program with the shipped model.</summary>
    internal Task<Child> RunAsync() =>
        Child.RunAsync(_folder.Path, new Dictionary<string, string>(), Path.Combine(Output, "Consumer.dll"), Repository.Model, _folder["pipeline.zip"]);

    /// <summary>Names of all packages that the restore brought, with the version.</summary>
    internal IReadOnlyDictionary<string, string> RestoredPackages()
    {
        using var assets = JsonDocument.Parse(File.ReadAllText(Path.Combine(Project, "obj", "project.assets.json")));
        return assets.RootElement.GetProperty("libraries").EnumerateObject().Select(l => l.Name.Split('/')).ToDictionary(l => l[0], l => l[1]);
    }

    public void Dispose() => _folder.Dispose();
}
