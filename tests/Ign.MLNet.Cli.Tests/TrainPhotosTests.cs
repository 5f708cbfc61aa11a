using Ign.MLNet.Evaluation;
using Ign.MLNet.Networks;
using Ign.MLNet.Training;

namespace Ign.MLNet.Cli.Tests;

[TestClass]
[DoNotParallelize]
public sealed class TrainPhotosTests
{
    private static readonly string[] s_small = ["--patch", "32", "--width", "8", "--blocks", "1", "--images", "16", "--batch-size", "4", "--held-out", "1",
        "--threads", "1"];

    [TestMethod]
    public async Task Photographs_of_different_sizes_are_trained_on_crop_by_crop_and_the_run_goes_on_without_saying_so_again()
    {
        using var folder = Prepare();
        var result = await IgnProcess.RunInside(["train", "--data", folder["clean"], "--run", folder["run"], .. s_small, "--damage", "jpeg"]);
        Assert.AreEqual((ExitCode.Done, ""), (result.Code, result.Error));
        StringAssert.Contains(result.Output, "3 photographs");
        StringAssert.Contains(result.Output, "crops of 3x32x32");
        StringAssert.Contains(result.Output, "psnr.jpeg");
        var options = TrainingOptions.FromJson(File.ReadAllText(folder["run", "options.json"]));
        Assert.AreEqual(Damage.Parse("jpeg").ToJson(), options.Damage!.ToJson());
        Assert.AreEqual((true, 1), (options.Network.AnySize, options.HeldOut));
        Assert.AreEqual(ExitCode.Done, (await IgnProcess.RunInside("train", "--data", folder["clean"], "--run", folder["run"])).Code);
        (await IgnProcess.RunInside("train", "--data", folder["clean"], "--run", folder["run"], "--damage", "scan"))
            .ExpectError(ExitCode.WrongUsage, "ign train", "other options: damage");
    }

    [TestMethod]
    public async Task Pairs_teach_a_damage_of_ones_own()
    {
        using var folder = Prepare();
        foreach (string file in Directory.GetFiles(folder["clean"]))
            File.Copy(file, Path.Combine(Directory.CreateDirectory(folder["bad"]).FullName, Path.GetFileName(file)));
        var result = await IgnProcess.RunInside(["train", "--data", folder["clean"], "--damaged", folder["bad"], "--run", folder["run"], .. s_small]);
        Assert.AreEqual((ExitCode.Done, ""), (result.Code, result.Error));
        StringAssert.Contains(result.Output, "psnr.pairs");
        (await IgnProcess.RunInside(["train", "--data", folder["clean"], "--damaged", folder["bad"], "--run", folder["other"], .. s_small, "--damage", "jpeg"]))
            .ExpectError(ExitCode.WrongUsage, "ign train", "--damage: the damaged versions are given by --damaged");
        File.Delete(folder["bad", "1.png"]);
        (await IgnProcess.RunInside(["train", "--data", folder["clean"], "--damaged", folder["bad"], "--run", folder["other"], .. s_small]))
            .ExpectError(ExitCode.WrongUsage, "ign train", "1.png' has no damaged version in");
        Assert.IsFalse(Directory.Exists(folder["other"]));
    }

    [TestMethod]
    public async Task A_training_starts_from_the_weights_of_another_one_at_another_size_of_crops()
    {
        using var folder = Prepare();
        Assert.AreEqual(ExitCode.Done, (await IgnProcess.RunInside(["train", "--data", folder["clean"], "--run", folder["first"], .. s_small])).Code);
        string[] second = ["train", "--data", folder["clean"], "--run", folder["run"], "--patch", "40", "--images", "4", "--batch-size", "4", "--held-out", "1",
            "--learning-rate", "1e-9", "--set", "average_half_life=0"];
        var result = await IgnProcess.RunInside([.. second, "--start", folder["first", "weights.safetensors"]]);
        Assert.AreEqual((ExitCode.Done, ""), (result.Code, result.Error));
        WeightSet before = WeightFile.Load(folder["first", "weights.safetensors"]), after = WeightFile.Load(folder["run", "weights.safetensors"]);
        Assert.AreEqual(new TensorShape(3, 40, 40), after.Spec.Input);
        foreach (var (a, b) in before.InOrder.Zip(after.InOrder))
            for (int i = 0; i < a.Data.Length; i++) Assert.AreEqual(a.Data[i], b.Data[i], 1e-8);
        Assert.IsTrue(before.InOrder.Any(t => t.Data.Any(v => v != 0)));
        Assert.AreEqual(ExitCode.Done, (await IgnProcess.RunInside("train", "--data", folder["clean"], "--run", folder["run"])).Code,
            "It goes on without saying so again.");
        File.Copy(folder["run", "weights.safetensors"], folder["first", "weights.safetensors"], overwrite: true);
        (await IgnProcess.RunInside([.. second, "--start", folder["first", "weights.safetensors"]]))
            .ExpectError(ExitCode.WrongUsage, "ign train", "start.hash");
        (await IgnProcess.RunInside(["train", "--data", folder.WriteIdx(96), "--run", folder["other"], "--start", folder["first", "weights.safetensors"]]))
            .ExpectError(ExitCode.WrongUsage, "ign train", "a network for images of 3x40x40");
    }

    [TestMethod]
    public async Task A_training_starts_from_a_narrower_model_and_leaves_its_dead_zone_behind()
    {
        using var folder = Prepare();
        string[] export = ["export", folder.WriteAnySizeModel(), "--out", folder["zone.onnx"], "--dead-zone", "0.5"];
        Assert.AreEqual(ExitCode.Done, (await IgnProcess.RunInside(export)).Code);
        string[] wider = ["train", "--data", folder["clean"], "--patch", "32", "--images", "4", "--batch-size", "4", "--held-out", "1",
            "--learning-rate", "1e-9", "--set", "average_half_life=0", "--start", folder["zone.onnx"], "--blocks", "1"];
        var result = await IgnProcess.RunInside([.. wider, "--run", folder["run"], "--width", "6", "--deep-width", "16"]);
        Assert.AreEqual((ExitCode.Done, ""), (result.Code, result.Error));
        var after = WeightFile.Load(folder["run", "weights.safetensors"]);
        Assert.AreEqual(PhotoUNet.For(new TensorShape(3, 32, 32), 6, 1, 16).ToJson(), after.Spec.ToJson());
        float[] before = DeadZone.Without(ModelSource.Load(folder["zone.onnx"]).Weights)["0.body.1.weight"].Data;
        for (int i = 0; i < before.Length; i++) Assert.AreEqual(before[i], after["0.body.1.weight"].Data[i], 1e-7);
        Assert.AreEqual(ExitCode.Done, (await IgnProcess.RunInside("train", "--data", folder["clean"], "--run", folder["run"])).Code);
        (await IgnProcess.RunInside([.. wider, "--run", folder["other"], "--width", "3"])).ExpectError(ExitCode.WrongUsage, "ign train", "the same layers");
        (await IgnProcess.RunInside([.. wider[..^1], "3", "--run", folder["other"]])).ExpectError(ExitCode.WrongUsage, "ign train", "the same layers");
    }

    [TestMethod]
    public async Task Crops_become_larger_at_the_end()
    {
        using var folder = Prepare();
        string[] train = ["train", "--data", folder["clean"], "--run", folder["run"], .. s_small];
        var result = await IgnProcess.RunInside([.. train, "--set", "crops.final.side=40", "--set", "crops.final.share=0.5"]);
        Assert.AreEqual((ExitCode.Done, ""), (result.Code, result.Error));
        StringAssert.Contains(result.Output, "in crops of 3x32x32, in the last 50 % of 3x40x40");
        StringAssert.Contains(File.ReadAllText(folder["run", "report.html"]), "crops.final.side");
        Assert.AreEqual(ExitCode.Done, (await IgnProcess.RunInside("train", "--data", folder["clean"], "--run", folder["run"])).Code,
            "It goes on without saying so again.");
        (await IgnProcess.RunInside([.. train, "--set", "crops.final.side=48"]))
            .ExpectError(ExitCode.WrongUsage, "ign train", "crops.final.side is 40 there, 48 here");
    }

    [TestMethod]
    public async Task A_photograph_that_cannot_be_used_is_named_and_refused_or_left_out()
    {
        using var folder = Prepare();
        File.WriteAllText(folder["clean", "notes.jpg"], "no image");
        string[] train = ["train", "--data", folder["clean"], "--run", folder["run"], .. s_small];
        (await IgnProcess.RunInside(train)).ExpectError(ExitCode.WrongUsage, "ign train", "notes.jpg");
        (await IgnProcess.RunInside(train)).ExpectError(ExitCode.WrongUsage, "ign train", "--skip-broken leaves such files out");
        var result = await IgnProcess.RunInside([.. train, "--skip-broken"]);
        Assert.AreEqual(ExitCode.Done, result.Code, result.Error);
        StringAssert.Contains(result.Error, "notes.jpg");
    }

    [TestMethod]
    [DataRow("--patch 20", "--patch: expected a multiple of 8 from 16 to 1024, got 20")]
    [DataRow("--patch 8", "got 8")]
    [DataRow("--shrink 2", "--shrink: only for photographs")]
    [DataRow("--skip-broken", "--skip-broken: only for photographs")]
    [DataRow("--patch 32 --shape 3x32x32", "leave --shape or --patch out")]
    [DataRow("--patch 32 --objective ign", "leave --objective or --patch out")]
    [DataRow("--patch 32 --preset restore", "leave --preset or --patch out")]
    [DataRow("--patch 32 --damage jepg", "did you mean 'jpeg'?")]
    [DataRow("--patch 32 --shrink 17", "crops.shrink is 17; expected between 1 and 16.")]
    [DataRow("--patch 32 --blocks 0", "1 to 32 blocks")]
    [DataRow("--patch 1024", "less than a crop of 1024x1024")]
    [DataRow("--patch 32 --set crops.final.side=48", "0.png' has 40x50 pixels, less than a crop of 48x48")]
    [DataRow("--patch 32 --set crops.final.side=36", "crops.final.side is 36; expected a multiple of 8 above that of the crops before, 32.")]
    [DataRow("--patch 32 --set crops.final.side=96", "crops.final.side is 96; expected at most 88")]
    [DataRow("--patch 32 --set crops.final.share=0.2", "crops.final.side is 0; expected a multiple of 8")]
    [DataRow("--patch 32 --set crops.final.side=many", "is a whole number, not 'many'")]
    [DataRow("--shape 3x32x32 --set crops.final.side=40", "for images of any size")]
    public async Task What_makes_no_sense_is_one_line_before_any_work(string options, string expected)
    {
        using var folder = Prepare();
        var result = await IgnProcess.RunInside(["train", "--data", folder["clean"], "--run", folder["run"], .. options.Split(' ')]);
        result.ExpectError(ExitCode.WrongUsage, "ign train", expected);
        Assert.IsFalse(Directory.Exists(folder["run"]));
    }

    private static TemporaryFolder Prepare()
    {
        var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["clean"]);
        for (int i = 0; i < 3; i++) File.WriteAllBytes(folder["clean", $"{i}.png"], TestFiles.Png(40 + (9 * i), 50 - i, 3, i));
        return folder;
    }
}
