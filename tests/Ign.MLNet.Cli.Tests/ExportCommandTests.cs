using Ign.MLNet.Networks;

namespace Ign.MLNet.Cli.Tests;

[TestClass]
public sealed class ExportCommandTests
{
    [TestMethod]
    public async Task A_run_folder_becomes_a_model_with_its_card()
    {
        using var folder = PrepareRun();
        var result = await IgnProcess.RunInside("export", folder["run"], "--out", folder["model.onnx"], "--name", "mine", "--card", "training_data=test images", "--card", "quality.psnr_db=21.5");
        Assert.AreEqual((ExitCode.Done, ""), (result.Code, result.Error));
        var model = IgnModel.Load(folder["model.onnx"]);
        Assert.AreEqual("mine", model.Card.Name);
        Assert.AreEqual("MIT", model.Card.License);
        Assert.AreEqual("test images", model.Card.TrainingData);
        Assert.AreEqual(21.5, model.Card.Quality["psnr_db"]);
        StringAssert.Contains(result.Output, model.Hash);
        StringAssert.Contains(result.Output, $"10 parameters, {model.Bytes.Length:N0} bytes");
    }

    [TestMethod]
    public async Task Weights_alone_are_enough_and_give_the_same_network()
    {
        using var folder = PrepareRun();
        File.Delete(folder["run", "card.json"]);
        var result = await IgnProcess.RunInside("export", folder["run", "weights.safetensors"], "--out", folder["model.onnx"]);
        Assert.AreEqual((ExitCode.Done, ""), (result.Code, result.Error));
        Assert.AreEqual("test", IgnModel.Load(folder["model.onnx"]).Card.Name);
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public async Task Neither_libtorch_nor_onnx_runtime_is_loaded_for_it()
    {
        using var folder = PrepareRun();
        folder.Folder("trace");
        // The loader writes what it is asked for into trace/files.<process>.
        var environment = new Dictionary<string, string> { ["LD_DEBUG"] = "files", ["LD_DEBUG_OUTPUT"] = folder["trace", "files"] };
        using var process = IgnProcess.Start(environment, "export", folder["run"], "--out", folder["model.onnx"]);
        var result = await process.Result();
        Assert.AreEqual(ExitCode.Done, result.Code, result.Error);
        string trace = string.Concat(Directory.GetFiles(folder["trace"]).Select(File.ReadAllText));
        if (!trace.Contains("libcoreclr.so", StringComparison.Ordinal)) Assert.Inconclusive("This loader does not tell what it loads.");
        foreach (string library in (string[])["torch", "onnxruntime", "vips", "SkiaSharp"]) Assert.DoesNotContain(library + ".so", trace.Replace("LibTorchSharp", "torch", StringComparison.OrdinalIgnoreCase));
    }

    private static TemporaryFolder PrepareRun()
    {
        var folder = new TemporaryFolder();
        folder.Folder("run");
        var spec = TestFiles.Spec(1, 8, 8);
        WeightFile.Save(folder["run", "weights.safetensors"], TestFiles.Weights(spec));
        File.WriteAllText(folder["run", "card.json"], TestFiles.Card(spec).ToJson());
        return folder;
    }
}
