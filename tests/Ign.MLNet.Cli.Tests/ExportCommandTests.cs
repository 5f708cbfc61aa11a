using Ign.MLNet.Networks;

namespace Ign.MLNet.Cli.Tests;

[TestClass]
public sealed class ExportCommandTests
{
    [TestMethod]
    public async Task A_run_folder_becomes_a_model_with_its_card()
    {
        using var folder = PrepareRun();
        var result = await IgnProcess.RunInside("export", folder["run"], "--out", folder["model.onnx"], "--name", "mine", "--card", "training_data=test images",
            "--card", "quality.psnr_db=21.5");
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
    public async Task A_dead_zone_goes_around_a_model_and_off_again()
    {
        using var folder = new TemporaryFolder();
        string model = folder.WriteAnySizeModel();
        var result = await IgnProcess.RunInside("export", model, "--out", folder["zone.onnx"], "--dead-zone", "0.5", "--card", "quality.psnr_db=21.5");
        Assert.AreEqual((ExitCode.Done, ""), (result.Code, result.Error));
        StringAssert.Contains(result.Output, "TorchSharp: max");
        var made = IgnModel.Load(folder["zone.onnx"]);
        Assert.IsTrue(made.Card.Spec!.Layers is [DeadZone { Still: > 0.00392f and < 0.00393f, Moved: > 0.00784f and < 0.00785f }, Activation]);
        Assert.AreEqual(21.5, made.Card.Quality["source.psnr_db"], "It was measured without the zone.");
        result = await IgnProcess.RunInside("export", folder["zone.onnx"], "--out", folder["plain.onnx"], "--dead-zone", "0");
        Assert.AreEqual((ExitCode.Done, ""), (result.Code, result.Error));
        Assert.AreEqual(IgnModel.Load(model).Card.WeightsHash, IgnModel.Load(folder["plain.onnx"]).Card.WeightsHash);
        foreach (string wrong in (string[])["-1", "NaN", "256"])
            (await IgnProcess.RunInside("export", model, "--out", folder["no.onnx"], "--dead-zone", wrong))
                .ExpectError(ExitCode.WrongUsage, "ign export", "0 to 255 levels");
        result = await IgnProcess.RunInside("export", folder.WriteModel(1, 8, 9), "--out", folder["whole.onnx"], "--dead-zone", "1");
        Assert.AreEqual((ExitCode.Done, ""), (result.Code, result.Error));
        Assert.IsTrue(IgnModel.Load(folder["whole.onnx"]).Card.Spec!.Layers is [DeadZone { Whole: true }, ..]);
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
        foreach (string library in (string[])["torch", "onnxruntime", "vips", "SkiaSharp"])
            Assert.DoesNotContain(library + ".so", trace.Replace("LibTorchSharp", "torch", StringComparison.OrdinalIgnoreCase));
    }

    [TestMethod]
    public async Task The_file_is_checked_and_its_card_lies_beside_it()
    {
        using var folder = PrepareRun();
        var result = await IgnProcess.RunInside("export", folder["run"], "--out", folder["model.onnx"], "--reference", folder["vectors.safetensors"]);
        Assert.AreEqual((ExitCode.Done, ""), (result.Code, result.Error));
        StringAssert.Matches(result.Output,
            new(@"checked on 8 invented images: max \|Δ\| \S+e-\d+, PSNR .* dB to the network in double precision \(allowed: max \|Δ\| at most 1e-5\)"));
        StringAssert.Matches(result.Output, new(@"TorchSharp: max \|Δ\| \S+e-\d+ to the network in double precision \(allowed: max \|Δ\| at most 1e-4\)"));
        StringAssert.Contains(result.Output, "folded: nothing, no convolution is followed by a batch normalisation; 3 nodes");
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
        Assert.IsFalse(card.Quality.ContainsKey(IgnModelCard.PsnrToFloat32), "Invented images say nothing about real ones.");
        if (elements == ImageElements.Float) return;
        (await IgnProcess.RunInside("export", folder["other.onnx"], "--out", folder["third.onnx"]))
            .ExpectError(ExitCode.Failed, "ign export", "export from the model of 32-bit floats");
        (await IgnProcess.RunInside("generate", "--model", folder["other.onnx"], "--out", folder["x.png"]))
            .ExpectError(ExitCode.Failed, "ign generate", "was exported for other runtimes");
    }

    [TestMethod]
    public async Task A_network_of_any_size_is_checked_at_two_and_written_for_one()
    {
        using var folder = new TemporaryFolder();
        string model = folder.WriteAnySizeModel();
        var result = await IgnProcess.RunInside("export", model, "--out", folder["again.onnx"], "--precision", "fp16");
        Assert.AreEqual((ExitCode.Done, ""), (result.Code, result.Error));
        StringAssert.Matches(result.Output,
            new(@"any size: max \|Δ\| \S+e-\d+ on 2 invented images of 8x24 \(allowed: max \|Δ\| at most 2e-2, PSNR at least 50 dB\)"));
        Assert.IsTrue(IgnModel.Load(folder["again.onnx"]).AnySize);

        result = await IgnProcess.RunInside("export", model, "--out", folder["fixed.onnx"], "--size", "32x8");
        Assert.AreEqual((ExitCode.Done, ""), (result.Code, result.Error));
        var made = IgnModel.Load(folder["fixed.onnx"]);
        Assert.AreEqual((false, new TensorShape(3, 32, 8), IgnModel.Load(model).Card.WeightsHash), (made.AnySize, made.Shape, made.Card.WeightsHash));
        StringAssert.Contains((await IgnProcess.RunInside("inspect", model)).Output, "any size, multiples of 8, halo 67");

        foreach (var (size, reason) in (IEnumerable<(string, string)>)[("32", "expected rows x columns, as in 480x640, got '32'"),
            ("0x8", "expected rows x columns"), ("30x8", "the sides must be multiples of 8, got 30x8"), ("80000x80000", "out of range")])
            (await IgnProcess.RunInside("export", model, "--out", folder["x.onnx"], "--size", size))
                .ExpectError(ExitCode.WrongUsage, "ign export", $"--size: {(size == "80000x80000" ? "Input shape 3x80000x80000 is " : "")}{reason}");
        (await IgnProcess.RunInside("export", folder["fixed.onnx"], "--out", folder["x.onnx"], "--size", "8x8"))
            .ExpectError(ExitCode.WrongUsage, "ign export", "--size: the network takes images of 32x8 only");
    }

    [TestMethod]
    public async Task A_folder_is_restored_in_the_sizes_that_it_has()
    {
        using var folder = new TemporaryFolder();
        string model = folder.WriteAnySizeModel(), photos = folder.Folder("in");
        File.WriteAllBytes(Path.Join(photos, "a.png"), TestFiles.Png(37, 11, 3));
        File.WriteAllBytes(Path.Join(photos, "b.png"), TestFiles.Png(1, 1, 3));
        var result = await IgnProcess.RunInside("restore", "--model", model, "--in", photos, "--out", folder["out"], "--dry-run");
        StringAssert.Contains(result.Output, "would restore 2, skip 0, fail 0 of 2 files");
        StringAssert.Contains(result.Output, "; any size");
        result = await IgnProcess.RunInside("restore", "--model", model, "--in", photos, "--out", folder["out"]);
        Assert.AreEqual(ExitCode.Done, result.Code, result.Error);
        using var image = NetVips.Image.NewFromFile(folder["out", "a.png"]);
        Assert.AreEqual((37, 11), (image.Width, image.Height));
        (await IgnProcess.RunInside("restore", "--model", model, "--in", photos, "--out", folder["other"], "--fit", "tile"))
            .ExpectError(ExitCode.WrongUsage, "ign restore", "takes images of any size as they are: leave the fit 'tile' out (--fit)");
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
        int Count(int side) => Evaluation.CheckImages.For(new IgnModelCard { Name = "n", Shape = new TensorShape(1, side, side) }).Count;
        Assert.AreEqual((8, 4, 2), (Count(28), Count(700), Count(1024)));
    }

    [TestMethod]
    public async Task Ranges_are_measured_on_real_images()
    {
        using var folder = new TemporaryFolder();
        var spec = ResidualUNet.For(new TensorShape(1, 28, 28), width: 4, deepWidth: 8, blocks: 1, deepBlocks: 1);
        string model = folder["model.onnx"], data = folder.WriteIdx(30);
        File.WriteAllBytes(model, OnnxModelWriter.Write(spec, TestNetworks.Weights(spec, 1), TestNetworks.Card(spec.Input) with { NoiseSource = "none" }));
        var result = await IgnProcess.RunInside("export", model, "--out", folder["other.onnx"], "--precision", "int8-static", "--check-data", data);
        Assert.AreEqual((ExitCode.Done, ""), (result.Code, result.Error));
        StringAssert.Contains(result.Output, "checked on 8 images: max");
        var info = OnnxModelReader.Read(File.ReadAllBytes(folder["other.onnx"]));
        StringAssert.Matches(result.Output, new(@"speed: \d+\.\d\d times that of 32-bit kernels in ONNX Runtime on one thread"));
        StringAssert.Matches(result.Output,
            new(@"accuracy: 4 images with noise of σ 25 come within \d+\.\d\d dB of the clean ones, with 32-bit kernels \d+\.\d\d dB"));
        Assert.AreEqual(13, info.Opset);
        Assert.IsGreaterThan(8, info.Operators["QuantizeLinear"]);
        Assert.IsGreaterThan(30, OnnxModelCheck.Check(info).Quality[IgnModelCard.PsnrToFloat32]);
        (await IgnProcess.RunInside("export", model, "--out", folder["third.onnx"], "--precision", "int8-static", "--opset", "12", "--check-data", data))
            .ExpectError(ExitCode.WrongUsage, "ign export", "--opset: int8-static needs an operator set of at least 13. Got 12.");
        (await IgnProcess.RunInside("export", folder.WriteModel(), "--out", folder["third.onnx"], "--check-data", data))
            .ExpectError(ExitCode.WrongUsage, "ign export", "--check-data: expected at least 4 images of 1x8x8, got 30 of 1x28x28.");
    }

    [TestMethod]
    public async Task Figures_of_the_network_are_not_passed_off_as_those_of_another_form()
    {
        using var folder = PrepareRun();
        await IgnProcess.RunInside("export", folder["run"], "--out", folder["plain.onnx"], "--card", "quality.psnr_db=21.5", "--no-check");
        await IgnProcess.RunInside("export", folder["plain.onnx"], "--out", folder["twice.onnx"], "--applications", "2", "--no-check");
        await IgnProcess.RunInside("export", folder["twice.onnx"], "--out", folder["again.onnx"], "--no-check");
        double Figure(string file, string name) => OnnxModelCheck.Check(OnnxModelReader.Read(File.ReadAllBytes(folder[file]))).Quality[name];
        Assert.AreEqual(21.5, Figure("twice.onnx", "source.psnr_db"));
        StringAssert.Contains(File.ReadAllText(folder["twice.md"]), "begin with `source.`");
        Assert.AreEqual(21.5, Figure("again.onnx", "psnr_db"));
    }

    [TestMethod]
    public async Task A_file_that_computes_something_else_is_not_written()
    {
        using var folder = new TemporaryFolder();
        folder.Folder("run");
        // Values of a million: 32-bit floats are off by more than 1e-5 there.
        var spec = new NetworkSpec("loud", new TensorShape(1, 8, 8), [new Conv(1, 1, 3, 1, 1), new Conv(1, 1, 3, 1, 1)]).Validated();
        var weights = TestFiles.Weights(spec);
        WeightFile.Save(folder["run", "weights.safetensors"],
            new WeightSet(spec, weights.InOrder.Select(t => t with { Data = Array.ConvertAll(t.Data, v => v * 1e3f) })));
        var result = await IgnProcess.RunInside("export", folder["run"], "--out", folder["model.onnx"], "--reference", folder["vectors.safetensors"]);
        result.ExpectError(ExitCode.Failed, "ign export", "The file was not written: it is further from the network than its form allows (max |Δ| at most ");
        Assert.IsEmpty(Directory.GetFiles(folder.Path));
    }

    [TestMethod]
    public async Task Folding_is_reported_with_nodes_and_latency()
    {
        using var folder = new TemporaryFolder();
        folder.Folder("run");
        var spec = new NetworkSpec("normal", new TensorShape(1, 8, 8), [new Conv(1, 1, 3, 1, 1, false), new BatchNorm(1), new Activation(ActivationKind.Tanh)])
            .Validated();
        var weights = TestFiles.Weights(spec);
        WeightFile.Save(folder["run", "weights.safetensors"],
            new WeightSet(spec, weights.InOrder.Select(t => t with { Data = Array.ConvertAll(t.Data, Math.Abs) })));
        var result = await IgnProcess.RunInside("export", folder["run"], "--out", folder["model.onnx"]);
        Assert.AreEqual((ExitCode.Done, ""), (result.Code, result.Error));
        StringAssert.Matches(result.Output, new(@"folded: 3 nodes before, 2 after; in ONNX Runtime the folded network takes \d\.\d\d of the time"));
        result = await IgnProcess.RunInside("export", folder["run"], "--out", folder["model.onnx"], "--keep-norms");
        StringAssert.Contains(result.Output, "folded: nothing; 3 nodes");
    }

    [TestMethod]
    public async Task Ctrl_C_ends_it_and_nothing_is_written()
    {
        using var folder = PrepareRun();
        using var stop = new StopSignals();
        stop.Stop(ExitCode.Interrupted);
        var result = await IgnProcess.RunInside(stop, "export", folder["run"], "--out", folder["model.onnx"]);
        result.ExpectError(ExitCode.Interrupted, "ign export", "interrupted");
        Assert.IsEmpty(Directory.GetFiles(folder.Path));
    }

    [TestMethod]
    public async Task Without_libtorch_the_check_says_so_in_one_line()
    {
        if (OperatingSystem.IsWindows()) Assert.Inconclusive("Creating links needs a privilege there.");
        using var folder = PrepareRun();
        string copy = folder.Folder("ign");
        const string Natives = "runtimes";
        // The host resolves links of the program itself, so that is a copy.
        foreach (string file in Directory.GetFiles(AppContext.BaseDirectory))
        {
            string name = Path.GetFileName(file);
            if (name.StartsWith("ign.", StringComparison.Ordinal)) File.Copy(file, Path.Combine(copy, name));
            else File.CreateSymbolicLink(Path.Combine(copy, name), file);
        }
        foreach (string file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, Natives), "*", SearchOption.AllDirectories))
        {
            if (Path.GetFileName(file).Contains("torch", StringComparison.OrdinalIgnoreCase)) continue;
            string target = Path.Combine(copy, Path.GetRelativePath(AppContext.BaseDirectory, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.CreateSymbolicLink(target, file);
        }
        folder.Folder("trace");
        var environment = new Dictionary<string, string> { ["LD_DEBUG"] = "files", ["LD_DEBUG_OUTPUT"] = folder["trace", "files"] };
        using var process = IgnProcess.StartAt(copy, environment, "export", folder["run"], "--out", folder["model.onnx"]);
        var result = await process.Result();
        Assert.AreEqual((ExitCode.Done, ""), (result.Code, result.Error));
        string[] lines = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.HasCount(5, lines, result.Output);
        Assert.AreEqual("TorchSharp: no libtorch here to compare with as well", lines[1]);
        StringAssert.StartsWith(lines[0], "checked on 8 invented images: max");
    }

    [TestMethod]
    [DataRow("--out model.md", "--out: expected a name that ends in .onnx, got")]
    [DataRow("--out source.onnx", "is what is exported; choose another name.")]
    [DataRow("--out model.onnx --reference model.onnx", "--reference: expected a name that ends in .safetensors")]
    [DataRow("--out nowhere/model.onnx", "--out: the folder of")]
    public async Task Nothing_is_written_over_by_mistake(string options, string message)
    {
        using var folder = new TemporaryFolder();
        byte[] model = TestFiles.Model(1, 8, 8);
        File.WriteAllBytes(folder["source.onnx"], model);
        string[] args = [.. options.Split(' ').Select(o => o.Contains('.', StringComparison.Ordinal) ? folder[o] : o)];
        (await IgnProcess.RunInside(["export", folder["source.onnx"], .. args])).ExpectError(ExitCode.WrongUsage, "ign export", message);
        CollectionAssert.AreEqual(model, File.ReadAllBytes(folder["source.onnx"]));
        Assert.HasCount(1, Directory.GetFiles(folder.Path));
    }

    [TestMethod]
    public async Task Test_vectors_are_not_written_over_the_weights()
    {
        using var folder = PrepareRun();
        var result = await IgnProcess.RunInside("export", folder["run"], "--out", folder["model.onnx"], "--reference", folder["run", "weights.safetensors"]);
        result.ExpectError(ExitCode.WrongUsage, "ign export", "--reference: ");
        Assert.IsNotNull(WeightFile.Load(folder["run", "weights.safetensors"]));
    }

    [TestMethod]
    [DataRow("--precision int8-static", "needs real images to measure ranges on; give --check-data.")]
    [DataRow("--precision int8-static --opset 12", "--opset: int8-static needs an operator set of at least 13. Got 12.")]
    [DataRow("--opset 99", "--opset: Expected an operator set from 10 to 21. Got 99.")]
    [DataRow("--opset abc", "'abc'")]
    [DataRow("--batch 0", "--batch: Expected a batch of 1 to 4096 images. Got 0.")]
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
