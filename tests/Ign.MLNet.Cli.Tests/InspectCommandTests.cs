namespace Ign.MLNet.Cli.Tests;

[TestClass]
public sealed class InspectCommandTests
{
    [TestMethod]
    public async Task A_model_is_described_with_its_card()
    {
        using var folder = new TemporaryFolder();
        var result = await IgnProcess.RunInside("inspect", folder.WriteModel(3, 8, 6));
        Assert.AreEqual((ExitCode.Done, ""), (result.Code, result.Error));
        foreach (string part in (string[])["tester, version 1", "3x8x6 NCHW, values -1 to 1", "[any, 3, 8, 6]", "Conv 1", "MIT", "test, 84 parameters",
            "in order"])
            StringAssert.Contains(result.Output, part);
    }

    [TestMethod]
    public async Task A_foreign_onnx_file_is_described_too_and_the_exit_code_is_1()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["foreign.onnx"], TestFiles.WithoutCard(TestFiles.Model(1, 8, 8)));
        var result = await IgnProcess.RunInside("inspect", folder["foreign.onnx"]);
        result.ExpectError(ExitCode.Failed, "ign inspect", "cannot be used");
        StringAssert.Contains(result.Output, "Conv 1");
        StringAssert.Contains(result.Output, "[any, 1, 8, 8]");
        StringAssert.Contains(result.Output, "not a model that ign can use");
    }

    [TestMethod]
    public async Task Hostile_files_are_refused_in_one_line()
    {
        using var folder = new TemporaryFolder();
        string[] files =
            [.. Directory.GetFiles(Path.Combine(Repository.Root, "tests", "attacks")).Where(file => Path.GetExtension(file) is ".onnx" or ".safetensors")];
        Assert.IsGreaterThan(40, files.Length);
        foreach (string file in files)
        {
            bool model = Path.GetExtension(file) == ".onnx";
            var result = model
                ? await IgnProcess.RunInside("inspect", file)
                : await IgnProcess.RunInside("import", file, "--spec", "dcgan28", "--out", folder["run"]);
            result.ExpectError(ExitCode.Failed, model ? "ign inspect" : "ign import", "");
            Assert.IsFalse(Directory.Exists(folder["run"]), file);
        }
    }
}
