namespace Ign.MLNet.ConsumerTests;

/// <summary>A program whose author forgot the native package of ONNX Runtime.</summary>
[TestClass]
public sealed class MissingNativeTests
{
    [TestMethod]
    public async Task A_process_without_the_native_library_says_in_one_line_what_to_add()
    {
        using var folder = new TemporaryFolder();
        string program = folder.Folder("program");
        foreach (string file in Directory.EnumerateFiles(Repository.OutputOf("tests/Ign.MLNet.ConsumerTests/Programs/WithIgn")))
            File.Copy(file, Path.Combine(program, Path.GetFileName(file))); // natives lie in sub-folders

        var child = await Child.RunAsync(folder.Path, new Dictionary<string, string>(), Path.Combine(program, "WithIgn.dll"), "save", Repository.Data,
            folder.Folder("models"), Repository.Model);

        string version = typeof(Microsoft.ML.OnnxRuntime.InferenceSession).Assembly.GetName().Version!.ToString(3);
        string advice = $"dotnet add package Microsoft.ML.OnnxRuntime --version {version}";
        Assert.AreEqual(1, child.ExitCode, child.Output + child.Error);
        Assert.AreEqual($"The native library of ONNX Runtime was not found. The program (not a library) must bring it: {advice}", child.Error.Trim());
        Assert.AreEqual("", child.Output);
        Assert.IsTrue(MarkdownPage.Load("docs/pipeline.md").Text.Contains($"`{advice}`", StringComparison.Ordinal), "docs/pipeline.md names another line");
    }
}
