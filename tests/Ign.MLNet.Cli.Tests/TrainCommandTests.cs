using Ign.MLNet.Networks;

namespace Ign.MLNet.Cli.Tests;

[TestClass]
[DoNotParallelize]
public sealed class TrainCommandTests
{
    [TestMethod]
    public async Task A_short_training_leaves_weights_that_export_to_a_model()
    {
        using var folder = new TemporaryFolder();
        string[] train = ["train", "--data", folder.WriteIdx(96), "--run", folder["run"], "--width", "4", "--deep-width", "8", "--images", "128", "--batch-size", "16", "--held-out", "16", "--threads", "1"];
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
    [DataRow("channels")]
    [DataRow("film")]
    public async Task A_training_with_labels_leaves_a_model_that_knows_them(string labels)
    {
        using var folder = new TemporaryFolder();
        string[] train = ["train", "--data", folder.WriteIdx(96), "--run", folder["run"], "--objective", "ign", "--labels", labels, "--width", "8", "--deep-width", "8", "--images", "64", "--batch-size", "16", "--held-out", "16", "--threads", "1"];
        var result = await IgnProcess.RunInside(train);
        Assert.AreEqual((ExitCode.Done, ""), (result.Code, result.Error));
        Assert.AreEqual(ExitCode.Done, (await IgnProcess.RunInside("train", "--data", folder["images-idx3-ubyte"], "--run", folder["run"])).Code, "The run knows that it needs labels.");
        var export = await IgnProcess.RunInside("export", folder["run"], "--out", folder["model.onnx"]);
        Assert.AreEqual((ExitCode.Done, ""), (export.Code, export.Error));
        var card = IgnModel.Load(folder["model.onnx"]).Card;
        Assert.AreEqual((4, new TensorShape(1, 28, 28)), (card.Classes, card.ImageShape));
        Assert.AreEqual(labels == "film", card.Spec!.AllLayers.Any(l => l.Layer is Film));
        Assert.AreEqual(ExitCode.Done, (await IgnProcess.RunInside("generate", "--model", folder["model.onnx"], "--out", folder["x.png"], "--label", "all")).Code);
    }

    [TestMethod]
    public async Task Labels_need_a_set_that_has_them_and_an_objective_that_knows_them()
    {
        using var folder = new TemporaryFolder();
        string[] train = ["train", "--data", folder.WriteIdx(96), "--run", folder["run"], "--labels", "film"];
        (await IgnProcess.RunInside(train)).ExpectError(ExitCode.WrongUsage, "ign train", "only the ign objective");
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
        string[] train = ["train", "--data", folder.WriteIdx(96), "--run", folder["run"], "--width", "4", "--deep-width", "8", "--images", "200000", "--batch-size", "16", "--held-out", "16", "--threads", "1"];
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
}
