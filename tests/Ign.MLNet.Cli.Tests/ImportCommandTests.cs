using Ign.MLNet.Networks;

namespace Ign.MLNet.Cli.Tests;

[TestClass]
public sealed class ImportCommandTests
{
    private static readonly NetworkSpec s_spec = TestFiles.Spec(1, 8, 8);

    [TestMethod]
    public async Task Weights_from_elsewhere_are_imported_and_exported()
    {
        using var folder = Prepare();
        var imported = await IgnProcess.RunInside("import", folder["theirs.safetensors"], "--spec", folder["spec.json"], "--out", folder["run"],
            "--name", "mine", "--card", "license=MIT");
        Assert.AreEqual((ExitCode.Done, ""), (imported.Code, imported.Error));
        StringAssert.Contains(imported.Output, "test, 10 parameters in 2 tensors");
        StringAssert.Contains(imported.Output, "layer 0.body.0: net.conv");
        StringAssert.Contains(imported.Output, "--modules net.conv\n");
        var exported = await IgnProcess.RunInside("export", folder["run"], "--out", folder["mine.onnx"]);
        Assert.AreEqual((ExitCode.Done, ""), (exported.Code, exported.Error));
        var card = IgnModel.Load(folder["mine.onnx"]).Card;
        Assert.AreEqual(("mine", "MIT", WeightHash.Of(TestFiles.Weights(s_spec))), (card.Name, card.License, card.WeightsHash));
    }

    [TestMethod]
    public async Task The_card_of_a_model_names_the_network_as_well()
    {
        using var folder = Prepare();
        File.WriteAllText(folder["model.card.json"], (TestFiles.Card(s_spec) with { Spec = s_spec }).ToJson());
        var imported = await IgnProcess.RunInside("import", folder["theirs.safetensors"], "--spec", folder["model.card.json"], "--out", folder["run"]);
        Assert.AreEqual((ExitCode.Done, ""), (imported.Code, imported.Error));
        Assert.AreEqual(s_spec.ToJson(), WeightFile.Load(folder["run", "weights.safetensors"]).Spec.ToJson());
    }

    [TestMethod]
    public async Task A_folder_that_holds_weights_is_left_alone()
    {
        using var folder = Prepare();
        folder.Folder("run");
        File.WriteAllText(folder["run", "weights.safetensors"], "mine");
        var result = await IgnProcess.RunInside("import", folder["theirs.safetensors"], "--spec", folder["spec.json"], "--out", folder["run"]);
        result.ExpectError(ExitCode.WrongUsage, "ign import",
            "holds weights already; choose another folder, or remove its weights.safetensors to replace them");
        Assert.AreEqual("mine", File.ReadAllText(folder["run", "weights.safetensors"]));
    }

    [TestMethod]
    public async Task A_published_DCGAN_is_imported_and_exported_although_it_amplifies_rounding()
    {
        // Kernels of 3.5 times their usual start fill the range of values, as a training does, and carry rounding through ten layers:
        // several times the usual bound, whichever way the processor at hand rounds.
        var spec = Dcgan.For(new(1, 28, 28), new() { BatchNorm = true });
        var random = new Random(3);
        float Normal() => (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
        var tensors = spec.ParameterShapes.Select(p => new NamedTensor(p.Name, p.Shape, [.. Enumerable.Range(0, (int)p.Count).Select(_ =>
            p.Shape.Count == 4 ? 0.07f * Normal() : p.Name.EndsWith("variance", StringComparison.Ordinal)
                ? 0.3f + (float)random.NextDouble()
                : p.Name.EndsWith("mean", StringComparison.Ordinal) ? 0.1f * Normal() : 1)]));
        using var folder = new TemporaryFolder();
        Safetensors.Write(folder["theirs.safetensors"],
            tensors.Select(t => t with { Name = "model." + t.Name.Replace("mean", "running_mean").Replace("variance", "running_var") }),
            new Dictionary<string, string>());
        var imported = await IgnProcess.RunInside("import", folder["theirs.safetensors"], "--spec", "dcgan28-bn", "--out", folder["run"]);
        Assert.AreEqual((ExitCode.Done, ""), (imported.Code, imported.Error));
        var exported = await IgnProcess.RunInside("export", folder["run"], "--out", folder["mine.onnx"]);
        Assert.AreEqual((ExitCode.Done, ""), (exported.Code, exported.Error), exported.Output);
        StringAssert.Contains(exported.Output, "rounding: this network amplifies it");
    }

    [TestMethod]
    public async Task Networks_that_do_not_fit_are_refused()
    {
        using var folder = Prepare();
        (await IgnProcess.RunInside("import", folder["theirs.safetensors"], "--spec", "dcgan28", "--out", folder["run"]))
            .ExpectError(ExitCode.Failed, "ign import", "the network has 13 layers with parameters");
        (await IgnProcess.RunInside("import", folder["theirs.safetensors"], "--spec", "dcgan27", "--out", folder["run"]))
            .ExpectError(ExitCode.WrongUsage, "ign import", "neither a file nor one of dcgan28");
        File.WriteAllText(folder["bad.json"], "{}");
        (await IgnProcess.RunInside("import", folder["theirs.safetensors"], "--spec", folder["bad.json"], "--out", folder["run"]))
            .ExpectError(ExitCode.WrongUsage, "ign import", "Not a network specification");
        Assert.IsFalse(Directory.Exists(folder["run"]));
    }

    private static TemporaryFolder Prepare()
    {
        var folder = new TemporaryFolder();
        File.WriteAllText(folder["spec.json"], s_spec.ToJson());
        Safetensors.Write(folder["theirs.safetensors"],
            TestFiles.Weights(s_spec).InOrder.Select(t => t with { Name = "net.conv" + t.Name[t.Name.LastIndexOf('.')..] }), new Dictionary<string, string>());
        return folder;
    }
}
