using Ign.MLNet.Networks;
using Ign.MLNet.Training;

namespace Ign.MLNet.Cli.Tests;

[TestClass]
[DoNotParallelize]
public sealed class TrainCommandTests
{
    [TestMethod]
    public async Task A_short_training_leaves_weights_that_export_to_a_model()
    {
        using var folder = new TemporaryFolder();
        string[] train = ["train", "--data", folder.WriteIdx(96), "--run", folder["run"], "--width", "4", "--deep-width", "8", "--images", "128",
            "--batch-size", "16", "--held-out", "16", "--threads", "1"];
        var result = await IgnProcess.RunInside(train);
        Assert.AreEqual((ExitCode.Done, ""), (result.Code, result.Error));
        StringAssert.Contains(result.Output, "128 of 128 images");
        StringAssert.Contains(result.Output, "restoration_loss");
        StringAssert.Contains(result.Output, "images/s");

        var export = await IgnProcess.RunInside("export", folder["run"], "--out", folder["model.onnx"]);
        Assert.AreEqual((ExitCode.Done, ""), (export.Code, export.Error));
        var card = IgnModel.Load(folder["model.onnx"]).Card;
        Assert.AreEqual("run", card.Name);
        Assert.AreEqual(128, card.Images);
        StringAssert.StartsWith(card.Command, "ign train --data ");

        Assert.AreEqual(ExitCode.Done, (await IgnProcess.RunInside(train)).Code, "The same command finds the run finished.");
        (await IgnProcess.RunInside([.. train, "--seed", "9"])).ExpectError(ExitCode.WrongUsage, "ign train", "other options");
    }

    [TestMethod]
    [DataRow("ign", "channels")]
    [DataRow("naign", "film")]
    public async Task A_training_with_labels_leaves_a_model_that_knows_them(string objective, string labels)
    {
        using var folder = new TemporaryFolder();
        string[] train = ["train", "--data", folder.WriteIdx(96), "--run", folder["run"], "--objective", objective, "--labels", labels, "--width", "8",
            "--deep-width", "8", "--images", "64", "--batch-size", "16", "--held-out", "16", "--threads", "1"];
        var result = await IgnProcess.RunInside(train);
        Assert.AreEqual((ExitCode.Done, ""), (result.Code, result.Error));
        Assert.AreEqual(ExitCode.Done, (await IgnProcess.RunInside("train", "--data", folder["images-idx3-ubyte"], "--run", folder["run"])).Code,
            "The run knows that it needs labels.");
        var export = await IgnProcess.RunInside("export", folder["run"], "--out", folder["model.onnx"]);
        Assert.AreEqual((ExitCode.Done, ""), (export.Code, export.Error));
        var card = IgnModel.Load(folder["model.onnx"]).Card;
        Assert.AreEqual((4, new TensorShape(1, 28, 28)), (card.Classes, card.ImageShape));
        Assert.AreEqual(labels == "film", card.Spec!.AllLayers.Any(l => l.Layer is Film));
        Assert.AreEqual(ExitCode.Done,
            (await IgnProcess.RunInside("generate", "--model", folder["model.onnx"], "--out", folder["x.png"], "--label", "all")).Code);
    }

    [TestMethod]
    public async Task Labels_come_from_sub_folders_with_and_without_the_cache()
    {
        using var folder = new TemporaryFolder();
        for (int i = 0; i < 24; i++)
        {
            Directory.CreateDirectory(folder["data", $"class{i % 3}"]);
            File.WriteAllBytes(folder["data", $"class{i % 3}", $"{i}.png"], TestFiles.Png(28, 28, 1, i));
        }
        string[] Train(string run) =>
            ["train", "--data", folder["data"], "--run", folder[run], "--shape", "1x28x28", "--objective", "ign", "--labels", "channels", "--width", "8",
                "--deep-width", "8", "--images", "16", "--batch-size", "8", "--held-out", "8", "--threads", "1"];
        foreach (string run in (string[])["decoded", "cached"])
        {
            var result = await IgnProcess.RunInside(Train(run));
            Assert.AreEqual((ExitCode.Done, ""), (result.Code, result.Error));
            Assert.HasCount(1, Directory.GetFiles(folder[".ign-cache"]));
        }
        var weights = WeightFile.Load(folder["decoded", "weights.safetensors"]);
        Assert.AreEqual(3, weights.Spec.Classes);
        Assert.AreEqual(WeightHash.Of(weights), WeightHash.Of(WeightFile.Load(folder["cached", "weights.safetensors"])));
    }

    [TestMethod]
    public async Task Labels_need_a_set_that_has_them_and_an_objective_that_knows_them()
    {
        using var folder = new TemporaryFolder();
        string[] train = ["train", "--data", folder.WriteIdx(96), "--run", folder["run"], "--labels", "film"];
        (await IgnProcess.RunInside(train)).ExpectError(ExitCode.WrongUsage, "ign train", "expected --objective ign or naign");
        (await IgnProcess.RunInside([.. train, "--objective", "linear"]))
            .ExpectError(ExitCode.WrongUsage, "ign train", "the linear objective has no network that knows labels");
        (await IgnProcess.RunInside([.. train, "--preset", TrainingPresets.All[0].Name]))
            .ExpectError(ExitCode.WrongUsage, "ign train", "the network of a preset knows no labels");
        File.Delete(folder["labels-idx1-ubyte"]);
        (await IgnProcess.RunInside([.. train, "--objective", "ign"])).ExpectError(ExitCode.WrongUsage, "ign train", "no labels-idx1 file beside");
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    [DataRow("INT", ExitCode.Interrupted)]
    [DataRow("TERM", ExitCode.StoppedEarly)]
    public async Task A_signal_saves_a_checkpoint_from_which_the_same_command_goes_on(string signal, int code)
    {
        using var folder = new TemporaryFolder();
        string[] train = ["train", "--data", folder.WriteIdx(96), "--run", folder["run"], "--width", "4", "--deep-width", "8", "--images", "200000",
            "--batch-size", "16", "--held-out", "16", "--threads", "1"];
        using var process = IgnProcess.Start(null, train);
        await process.Until(() => File.Exists(folder["run", "stats.jsonl"]));
        await process.Signal(signal);
        var result = await process.Result();
        result.ExpectError(code, "ign train", "run the same command again");
        Assert.IsTrue(File.Exists(folder["run", "checkpoint.safetensors"]));
        Assert.IsTrue(File.Exists(folder["run", "weights.safetensors"]));

        using var stop = new StopSignals();
        stop.Stop(ExitCode.Interrupted);
        var again = await IgnProcess.RunInside(stop, train);
        StringAssert.Contains(again.Output, "going on with");
        Assert.AreEqual(ExitCode.Interrupted, again.Code);
    }

    [TestMethod]
    public async Task A_preset_with_settings_is_what_the_run_folder_holds_and_warns_of_itself_once()
    {
        using var folder = new TemporaryFolder();
        string[] train =
        [
            "train", "--data", folder.WriteIdx(64), "--run", folder["run"], "--preset", "kth-mnist", "--width", "4", "--deep-width", "8", "--images", "128",
            "--batch-size", "16", "--held-out", "16",
            "--threads", "1", "--set", "objective.tightness_weight=0.2", "--set", "batch_norm.momentum=0.5",
            "--set", "regularizers=[{\"kind\":\"BatchDeviation\",\"weight\":0.3}]",
        ];
        var result = await IgnProcess.RunInside(train);
        Assert.AreEqual(ExitCode.Done, result.Code, result.Error);
        Assert.HasCount(1, result.ErrorLines.Where(l => l.StartsWith("warning: Running averages", StringComparison.Ordinal)), result.Error);
        StringAssert.Contains(result.Output, "report.html");
        string options = File.ReadAllText(folder["run", "options.json"]);
        StringAssert.Contains(options, "\"tightness_weight\": 0.2");
        StringAssert.Contains(options, "\"momentum\": 0.5");
        StringAssert.Contains(options, "\"noise\": \"Gaussian\"");
        StringAssert.Contains(options, "\"weight\": 0.3");
        Assert.AreEqual(ExitCode.Done, (await IgnProcess.RunInside(train)).Code, "The same command finds the run finished.");
        Assert.AreEqual(ExitCode.Done, (await IgnProcess.RunInside(train[..5])).Code, "So does one without options.");
        (await IgnProcess.RunInside([.. train, "--set", "seed=9"])).ExpectError(ExitCode.WrongUsage, "ign train", "other options");
    }

    [TestMethod]
    [DataRow(new[] { "--set", "tightnes=1" }, "there is no option 'tightnes'; the options are average_half_life, batch_norm")]
    [DataRow(new[] { "--set", "images=many" }, "a whole number, not 'many'")]
    [DataRow(new[] { "--set", "images" }, "expected path=value")]
    [DataRow(new[] { "--set", "objective.tightness_weight=1" }, "'objective.tightness_weight' belongs to the objective ign; this training has paired.")]
    [DataRow(new[] { "--set", "regularizers=BatchDeviation" }, "a list in JSON")]
    [DataRow(new[] { "--set", "regularizers=[{\"kind\":\"Alignment\"}]" }, "regularizers[0].kind")]
    [DataRow(new[] { "--shape", "3x64x64" }, "the images of --data have 1x28x28")]
    [DataRow(new[] { "--noise", "gaussian" }, "paired objective projects no noise")]
    [DataRow(new[] { "--objective", "ign", "--label-dropout", "0.5" }, "knows no labels")]
    [DataRow(new[] { "--set", "objective.noise=gaussian" }, "'objective.noise' belongs to the objective ign; this training has paired.")]
    [DataRow(new[] { "--set", "label_dropout=0.5" }, "knows no labels")]
    [DataRow(new[] { "--objective", "ign", "--set", "objective.clamp_reference=Noise" },
        "objective.tightness_clamp is null; expected a ratio, for example 1.5")]
    [DataRow(new[] { "--cache", "kept.images" }, "only a folder of images")]
    [DataRow(new[] { "--preset", "nothing" }, "nothing")]
    [DataRow(new[] { "--preset", "generate", "--objective", "ign" }, "leave --objective out")]
    [DataRow(new[] { "--checkpoint-every", "-1" }, "0 to 86400")]
    public async Task A_wrong_setting_is_one_line_of_usage(string[] wrong, string expected)
    {
        using var folder = new TemporaryFolder();
        (await IgnProcess.RunInside(["train", "--data", folder.WriteIdx(64), "--run", folder["run"], .. wrong]))
            .ExpectError(ExitCode.WrongUsage, "ign train", expected);
        Assert.IsFalse(Directory.Exists(folder["run"]));
    }

    [TestMethod]
    public void A_command_is_quoted_for_a_shell_and_tells_no_folders()
    {
        Assert.AreEqual("""ign train --data faces --set 'regularizers=[{"kind":"BatchDeviation"}]' --name 'it'\''s mine' --images 100 ''""",
            ShellCommand.Of("ign",
                ["train", "--data", Path.GetFullPath("somewhere/faces"), "--set", """regularizers=[{"kind":"BatchDeviation"}]""", "--name", "it's mine",
                    "--images", "100", ""]));
    }

    [TestMethod]
    public async Task A_folder_of_images_is_decoded_once_and_cached_beside_the_run()
    {
        using var folder = new TemporaryFolder();
        folder.Folder("images");
        for (int i = 0; i < 24; i++) File.WriteAllBytes(folder["images", $"{i:D2}.png"], TestFiles.Png(28, 28, 1, i));
        string[] train = ["train", "--data", folder["images"], "--run", folder["run"], "--shape", "1x28x28", "--width", "4", "--deep-width", "8",
            "--images", "32", "--batch-size", "8", "--held-out", "8", "--threads", "1"];
        Assert.AreEqual(ExitCode.Done, (await IgnProcess.RunInside(train)).Code);
        string cache = Directory.GetFiles(folder[".ign-cache"]).Single();
        byte[] whole = File.ReadAllBytes(cache);
        Assert.AreEqual(ExitCode.Done, (await IgnProcess.RunInside([.. train, "--cache", folder["own.images"]])).Code);
        CollectionAssert.AreEqual(whole, File.ReadAllBytes(folder["own.images"]));
        File.WriteAllBytes(cache, whole[..(whole.Length / 2)]); // as if it had been written in place, and killed
        Assert.AreEqual(ExitCode.Done, (await IgnProcess.RunInside(train)).Code);
        CollectionAssert.AreEqual(whole, File.ReadAllBytes(cache));
    }
}
