namespace Ign.MLNet.Cli.Tests;

[TestClass]
public sealed class DoctorCommandTests
{
    [TestMethod]
    public async Task Every_native_library_is_looked_at_and_a_missing_one_comes_with_its_fix()
    {
        var result = await IgnProcess.RunInside("doctor");
        Assert.AreEqual("", result.Error);
        foreach (string part in (string[])["system", "runtime", "ONNX Runtime", "projection", "libtorch", "libvips", "Skia"]) StringAssert.Contains(result.Output, part);
        Assert.AreEqual(result.Output.Contains("  fix", StringComparison.Ordinal) ? ExitCode.Failed : ExitCode.Done, result.Code, result.Output);
    }

    [TestMethod]
    public async Task A_library_that_is_gone_is_named_with_the_line_that_adds_it()
    {
        using var folder = new TemporaryFolder();
        string copy = folder.Folder("ign");
        // All managed parts, and no natives: what a program is that lacks the native packages.
        foreach (string file in Directory.GetFiles(AppContext.BaseDirectory, "*.dll").Append(Path.Combine(AppContext.BaseDirectory, "ign.runtimeconfig.json")))
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        using var process = IgnProcess.StartAt(copy, null, "doctor");
        var result = await process.Result();
        Assert.AreEqual(ExitCode.Failed, result.Code, result.Output + result.Error);
        foreach (string package in (string[])["Microsoft.ML.OnnxRuntime", "libtorch-c"]) StringAssert.Contains(result.Output, $"dotnet add package {package}");
        // The image libraries may be installed in the system.
        foreach (var (part, package) in ((string, string)[])[("libvips", "NetVips.Native"), ("Skia", "SkiaSharp")])
        {
            if (result.Output.Split('\n').Any(l => l.StartsWith(part, StringComparison.Ordinal) && l.Contains("cannot be loaded", StringComparison.Ordinal)))
                StringAssert.Contains(result.Output, $"dotnet add package {package}");
        }
    }
}
