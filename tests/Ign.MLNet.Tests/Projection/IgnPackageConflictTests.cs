namespace Ign.MLNet.Tests;

[TestClass]
public sealed class IgnPackageConflictTests
{
    private static readonly string s_framework =
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "Microsoft.NETCore.App.deps.json"));

    [TestMethod]
    public void Both_packages_in_one_program_are_named_with_the_command_that_removes_one()
    {
        string program = Program("""["Microsoft.ML.OnnxRuntime", "Microsoft.ML.OnnxRuntime.Gpu"]""");
        var conflict = IgnPackageConflict.FindIn([s_framework, program], [], hasCuda: false)!;
        Assert.AreEqual("the packages Microsoft.ML.OnnxRuntime and Microsoft.ML.OnnxRuntime.Gpu both bring the native library of ONNX Runtime; the one for processors is in use", conflict.Description);
        StringAssert.EndsWith(conflict.Fix, "dotnet remove package Microsoft.ML.OnnxRuntime");
        StringAssert.EndsWith(IgnPackageConflict.FindIn([program], [], hasCuda: true)!.Description,
            "the one for GPUs is in use, and another build may take the other");
        string reason = NativeDiagnosis.WhyNoCuda(conflict);
        Assert.AreEqual($"{conflict.Description}. {conflict.Fix}", reason);
    }

    [TestMethod]
    public void A_package_that_comes_with_another_is_kept_out_instead_of_removed()
    {
        string program = Program("""["Some.Ocr", "Microsoft.ML.OnnxRuntime.Gpu"]""",
            """, "Some.Ocr/2.0.0": { "dependencies": { "Microsoft.ML.OnnxRuntime": "1.31.1" } }""", """, "Some.Ocr/2.0.0": { "type": "package" }""");
        var conflict = IgnPackageConflict.FindIn([program], [], hasCuda: false)!;
        StringAssert.Contains(conflict.Description, "(Microsoft.ML.OnnxRuntime comes with Some.Ocr)");
        StringAssert.EndsWith(conflict.Fix, """<PackageReference Include="Microsoft.ML.OnnxRuntime" Version="1.31.1" ExcludeAssets="all" />""");
    }

    [TestMethod]
    public void One_package_is_no_conflict()
    {
        string cpu = Program("""["Microsoft.ML.OnnxRuntime"]""").Replace("Microsoft.ML.OnnxRuntime.Gpu", "Other.Package", StringComparison.Ordinal);
        string gpu = Program("""["Microsoft.ML.OnnxRuntime.Gpu"]""").Replace("\"Microsoft.ML.OnnxRuntime/", "\"Other.Package/", StringComparison.Ordinal);
        foreach (string program in (string[])[cpu, gpu, s_framework, "", "[]", "{\"libraries\":7}", "{\"libraries\":{\"Microsoft.ML.OnnxRuntime/1\":0}}",
            "no JSON"])
            Assert.IsNull(IgnPackageConflict.FindIn([program], [], hasCuda: false), program);
        // Two programs' lists are not one.
        Assert.IsNull(IgnPackageConflict.FindIn([cpu, gpu], [], hasCuda: false));
        StringAssert.EndsWith(NativeDiagnosis.WhyNoCuda(null), NativeDiagnosis.AddPackage("Microsoft.ML.OnnxRuntime.Gpu"));
        StringAssert.Contains(NativeDiagnosis.WhyNoCuda(null), "dotnet remove package Microsoft.ML.OnnxRuntime,");
    }

    [TestMethod]
    public void Without_a_list_of_packages_the_useless_part_for_GPUs_gives_it_away()
    {
        var conflict = IgnPackageConflict.FindIn([], ["libc.so", "libonnxruntime_providers_cuda.so"], hasCuda: false)!;
        StringAssert.StartsWith(conflict.Description, "libonnxruntime_providers_cuda.so lies beside a native library of ONNX Runtime without CUDA support");
        StringAssert.EndsWith(conflict.Fix, "dotnet remove package Microsoft.ML.OnnxRuntime");
        Assert.IsNotNull(IgnPackageConflict.FindIn([], ["onnxruntime_providers_cuda.dll"], hasCuda: false));
        Assert.IsNull(IgnPackageConflict.FindIn([], ["libonnxruntime_providers_cuda.so"], hasCuda: true));
        Assert.IsNull(IgnPackageConflict.FindIn([], ["libonnxruntime_providers_shared.so"], hasCuda: false));
    }

    [TestMethod]
    public void This_program_has_no_conflict() => Assert.IsNull(IgnPackageConflict.Find());

    /// <summary>What the build writes for a program with both packages: the loser keeps all files but the one in question.</summary>
    private static string Program(string references, string targets = "", string libraries = "") => $$"""
        {
          "runtimeTarget": { "name": ".NETCoreApp,Version=v10.0" },
          "targets": { ".NETCoreApp,Version=v10.0": {
            "app/1.0.0": { "dependencies": { {{string.Join(", ", references.Trim('[', ']').Split(", ").Select(r => r + ": \"1.31.1\""))}} } },
            "Microsoft.ML.OnnxRuntime/1.31.1": { "dependencies": { "Microsoft.ML.OnnxRuntime.Managed": "1.31.1" }, "runtimeTargets": { "runtimes/linux-x64/native/libonnxruntime.so": { "assetType": "native" } } },
            "Microsoft.ML.OnnxRuntime.Gpu/1.31.1": { "dependencies": { "Microsoft.ML.OnnxRuntime.Gpu.Linux": "1.31.1", "Microsoft.ML.OnnxRuntime.Managed": "1.31.1" } },
            "Microsoft.ML.OnnxRuntime.Gpu.Linux/1.31.1": { "dependencies": { "Microsoft.ML.OnnxRuntime.Managed": "1.31.1" }, "runtimeTargets": { "runtimes/linux-x64/native/libonnxruntime_providers_cuda.so": { "assetType": "native" } } },
            "Microsoft.ML.OnnxRuntime.Managed/1.31.1": {}{{targets}}
          } },
          "libraries": {
            "app/1.0.0": { "type": "project" },
            "Microsoft.ML.OnnxRuntime/1.31.1": { "type": "package" },
            "Microsoft.ML.OnnxRuntime.Gpu/1.31.1": { "type": "package" },
            "Microsoft.ML.OnnxRuntime.Gpu.Linux/1.31.1": { "type": "package" },
            "Microsoft.ML.OnnxRuntime.Managed/1.31.1": { "type": "package" }{{libraries}}
          }
        }
        """;
}
