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
        using var process = IgnProcess.Start(environment, "export", folder["run"], "--out", folder["model.onnx"], "--no-check");
        var result = await process.Result();
        Assert.AreEqual(ExitCode.Done, result.Code, result.Error);
        string trace = string.Concat(Directory.GetFiles(folder["trace"]).Select(File.ReadAllText));
        if (!trace.Contains("libcoreclr.so", StringComparison.Ordinal)) Assert.Inconclusive("This loader does not tell what it loads.");
        foreach (string library in (string[])["torch", "onnxruntime", "vips", "SkiaSharp"]) Assert.DoesNotContain(library + ".so", trace.Replace("LibTorchSharp", "torch", StringComparison.OrdinalIgnoreCase));
    }

    [TestMethod]
    public async Task The_file_is_checked_and_its_card_lies_beside_it()
    {
        using var folder = PrepareRun();
        var result = await IgnProcess.RunInside("export", folder["run"], "--out", folder["model.onnx"], "--reference", folder["vectors.safetensors"]);
        Assert.AreEqual((ExitCode.Done, ""), (result.Code, result.Error));
        StringAssert.Matches(result.Output, new(@"checked on 8 images, none of them real: max \|Δ\| \S+e-\d+ against double precision, PSNR .* dB; TorchSharp \S+e-\d+ from the same reference"));
        Assert.AreEqual(IgnModel.Load(folder["model.onnx"]).Card.WeightsHash, IgnModelCard.FromJson(File.ReadAllText(folder["model.card.json"])).WeightsHash);
        StringAssert.Contains(File.ReadAllText(folder["model.md"]), IgnModel.Load(folder["model.onnx"]).Hash);

        var vectors = Safetensors.Read(folder["vectors.safetensors"]).Tensors.ToDictionary(t => t.Name, t => t.Data);
        using var projector = new IgnProjector(IgnModel.Load(folder["model.onnx"]));
        foreach (var (name, applications) in (IEnumerable<(string, int)>)[("output", 1), ("twice", 2)])
            Assert.IsLessThan(1e-5f, projector.Project(vectors["input"], applications).Zip(vectors[name], (a, b) => Math.Abs(a - b)).Max());
    }

    [TestMethod]
    [DataRow("--precision fp16", WeightPrecision.Float16, ImageElements.Float, 1)]
    [DataRow("--precision int8 --applications 2 --opset 13", WeightPrecision.Int8, ImageElements.Float, 2)]
    [DataRow("--input uint8 --batch 2", WeightPrecision.Float32, ImageElements.UInt8Interleaved, 1)]
    [DataRow("--input uint8-nchw", WeightPrecision.Float32, ImageElements.UInt8Planes, 1)]
    public async Task A_model_is_exported_again_in_another_form(string options, WeightPrecision precision, ImageElements elements, int applications)
    {
        using var folder = PrepareRun();
        string model = folder.WriteModel();
        var result = await IgnProcess.RunInside(["export", model, "--out", folder["other.onnx"], .. options.Split(' ')]);
        Assert.AreEqual((ExitCode.Done, ""), (result.Code, result.Error));
        var card = OnnxModelCheck.Check(OnnxModelReader.Read(File.ReadAllBytes(folder["other.onnx"])));
        Assert.AreEqual((precision, elements, applications), (card.Precision, card.Elements, card.Applications));
        Assert.AreEqual(precision != WeightPrecision.Float32, card.Quality.ContainsKey("psnr_db_to_float32"));
        if (elements == ImageElements.Float) return;
        (await IgnProcess.RunInside("export", folder["other.onnx"], "--out", folder["third.onnx"])).ExpectError(ExitCode.Failed, "ign export", "export from the model of 32-bit floats");
        (await IgnProcess.RunInside("generate", "--model", folder["other.onnx"], "--out", folder["x.png"])).ExpectError(ExitCode.Failed, "ign generate", "was exported for other runtimes");
    }

    [TestMethod]
    [DataRow("model.onnx", OnnxModelCheck.MaxBytes, "The model has 536,870,913 bytes; at most 536,870,912 are accepted.")]
    [DataRow("weights.safetensors", Safetensors.MaxBytes, "at most 2,147,483,648 are accepted.")]
    [DataRow("card.json", BoundedFile.MaxText, "at most 16,777,216 are read.")]
    public async Task A_source_that_is_too_large_is_refused_before_it_is_read(string name, long limit, string reason)
    {
        using var folder = PrepareRun();
        // A hole: it takes no room on the disk.
        using (var file = File.OpenWrite(folder["run", name])) file.SetLength(limit + 1);
        string source = name == "model.onnx" ? folder["run", name] : folder["run"];
        (await IgnProcess.RunInside("export", source, "--out", folder["other.onnx"])).ExpectError(ExitCode.Failed, "ign export", reason);
    }

    [TestMethod]
    public void Large_images_are_checked_on_fewer_of_them()
    {
        int Count(int side) => Training.CheckImages.For(new IgnModelCard { Name = "n", Shape = new TensorShape(1, side, side) }).Count;
        Assert.AreEqual((8, 4, 2), (Count(28), Count(700), Count(1024)));
    }

    [TestMethod]
    public async Task Ranges_are_measured_on_real_images()
    {
        using var folder = new TemporaryFolder();
        string model = folder.WriteModel(1, 28, 28), data = folder.WriteIdx(30);
        var result = await IgnProcess.RunInside("export", model, "--out", folder["other.onnx"], "--precision", "int8-static", "--check-data", data);
        Assert.AreEqual((ExitCode.Done, ""), (result.Code, result.Error));
        StringAssert.Contains(result.Output, "checked on 8 images: max");
        var info = OnnxModelReader.Read(File.ReadAllBytes(folder["other.onnx"]));
        Assert.AreEqual((13, 1), (info.Opset, info.Operators["QuantizeLinear"]));
    }

    [TestMethod]
    [DataRow("--precision int8-static", "needs real images to measure ranges on; give --check-data.")]
    [DataRow("--precision int8-static --opset 12", "needs")]
    [DataRow("--opset 99", "--opset: Expected an operator set from 10 to 21. Got 99.")]
    [DataRow("--applications 0", "--applications: Expected 1 to 100 applications. Got 0.")]
    [DataRow("--precision fp8", "fp8")]
    [DataRow("--no-check --check-data x", "cannot be combined")]
    [DataRow("--check-data no-such-folder", "--check-data: 'no-such-folder' does not exist.")]
    public async Task Wrong_options_are_wrong_usage(string options, string message)
    {
        using var folder = PrepareRun();
        var result = await IgnProcess.RunInside(["export", folder["run"], "--out", folder["model.onnx"], .. options.Split(' ')]);
        result.ExpectError(ExitCode.WrongUsage, "ign export", message);
        Assert.IsFalse(File.Exists(folder["model.onnx"]));
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
