using System.Text.Json.Nodes;

namespace Ign.MLNet.Cli.Tests;

[TestClass]
public sealed class DoctorCommandTests
{
    [TestMethod]
    public async Task Every_native_library_is_looked_at_and_a_program_that_has_them_all_has_nothing_to_fix()
    {
        var result = await IgnProcess.RunInside("doctor");
        Assert.AreEqual("", result.Error);
        foreach (string part in (string[])["system", "runtime", "ONNX Runtime", "projection", "libtorch", "libvips", "Skia"])
            StringAssert.Contains(result.Output, part);
        Assert.AreEqual(ExitCode.Done, result.Code, result.Output);
        Assert.DoesNotContain("  fix", result.Output);
    }

    [TestMethod]
    public async Task A_library_that_is_gone_is_named_with_the_line_that_adds_it()
    {
        using var folder = new TemporaryFolder();
        string copy = folder.Folder("ign");
        // All managed parts, and no natives: what a program is that lacks the native packages.
        foreach (string file in Directory.GetFiles(AppContext.BaseDirectory, "*.dll").Append(Path.Combine(AppContext.BaseDirectory, "ign.runtimeconfig.json")))
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        var nowhere = new Dictionary<string, string> { ["NUGET_PACKAGES"] = folder.Folder("packages") };
        using var process = IgnProcess.StartAt(copy, nowhere, "doctor");
        var result = await process.Result();
        Assert.AreEqual(ExitCode.Failed, result.Code, result.Output + result.Error);
        Assert.DoesNotContain("dotnet add package", result.Output, "Who uses the program has no project to add packages to.");
        StringAssert.Contains(result.Output, "dotnet build -c Release src/Ign.MLNet.Cli -p:IgnAccelerator=cpu", "for ONNX Runtime");
        StringAssert.Contains(result.Output, "'ign libtorch' fetches it");
        // The image libraries may be installed in the system.
        foreach (var (part, package) in ((string, string)[])[("libvips", "NetVips.Native"), ("Skia", "SkiaSharp")])
        {
            if (result.Output.Split('\n').Any(l => l.StartsWith(part, StringComparison.Ordinal) && l.Contains("cannot be loaded", StringComparison.Ordinal)))
                StringAssert.Contains(result.Output, $"brings {package}");
        }
    }

    [TestMethod]
    public async Task Two_packages_of_ONNX_Runtime_in_one_program_are_named_with_the_command_that_makes_a_build_of_one()
    {
        if (OperatingSystem.IsWindows()) Assert.Inconclusive("Creating links needs a privilege there.");
        using var folder = new TemporaryFolder();
        string copy = folder.Folder("ign");
        // The list of packages that the build wrote, with one more on it. The host resolves links of the program itself, so that is a copy.
        foreach (string entry in Directory.GetFileSystemEntries(AppContext.BaseDirectory))
        {
            string name = Path.GetFileName(entry), target = Path.Combine(copy, name);
            if (name.StartsWith("ign.", StringComparison.Ordinal)) File.Copy(entry, target);
            else if (Directory.Exists(entry)) Directory.CreateSymbolicLink(target, entry);
            else File.CreateSymbolicLink(target, entry);
        }
        string list = Path.Combine(copy, "ign.deps.json");
        var json = JsonNode.Parse(await File.ReadAllTextAsync(list))!;
        var packages = json["libraries"]!.AsObject();
        bool cpu = packages.Any(p => p.Key.StartsWith("Microsoft.ML.OnnxRuntime/", StringComparison.Ordinal));
        packages[cpu ? "Microsoft.ML.OnnxRuntime.Gpu/9.9.9" : "Microsoft.ML.OnnxRuntime/9.9.9"] =
            JsonNode.Parse("""{"type":"package","serviceable":true,"sha512":""}""");
        await File.WriteAllTextAsync(list, json.ToJsonString());
        using var process = IgnProcess.StartAt(copy, null, "doctor");
        var result = await process.Result();
        Assert.AreEqual(ExitCode.Failed, result.Code, result.Output + result.Error);
        string text = string.Join(' ', result.Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        StringAssert.Contains(text,
            "packages the packages Microsoft.ML.OnnxRuntime and Microsoft.ML.OnnxRuntime.Gpu both bring the native library of ONNX Runtime");
        StringAssert.Contains(text, "fix Make a build of ign with one of them");
        Assert.DoesNotContain("dotnet remove package", text, "Who uses the program has no project to remove packages from.");
        Assert.DoesNotContain("dotnet add package", text);
        StringAssert.Contains(text, "1 to fix");
    }
}
