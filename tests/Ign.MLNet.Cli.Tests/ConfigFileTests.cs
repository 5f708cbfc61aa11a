using Ign.MLNet.Training;

namespace Ign.MLNet.Cli.Tests;

[TestClass]
[DoNotParallelize]
public sealed class ConfigFileTests
{
    [TestMethod]
    public async Task Options_of_a_file_are_those_of_the_command_line_and_what_stands_there_comes_first()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["train.json"], $$"""
            { // a comment
              "data": "{{folder.WriteIdx(96).Replace('\\', '/')}}",
              "width": 4, "deep-width": 8, "images": 64, "batch-size": 16, "held-out": 16, "threads": 1, "mirror": false,
              "set": { "objective.idempotence_weight": 0.25, "decay_share": 0.75 }, "seed": 7, "name": null,
            }
            """);
        var result = await IgnProcess.RunInside("train", "--config", folder["train.json"], "--run", folder["run"], "--seed", "3", "--quiet");
        Assert.AreEqual((ExitCode.Done, ""), (result.Code, result.Error));
        Assert.DoesNotContain("images/s", result.Output);
        StringAssert.Contains(result.Output, "weights in");
        var options = TrainingOptions.FromJson(File.ReadAllText(folder["run", "options.json"]));
        Assert.AreEqual((64L, 3L, false, 0.75), (options.Images, options.Seed, options.Mirror, options.DecayShare));
        Assert.AreEqual(0.25, ((PairedOptions)options.Objective).IdempotenceWeight);

        await IgnProcess.RunInside("export", folder["run"], "--out", folder["model.onnx"]);
        string command = IgnModel.Load(folder["model.onnx"]).Card.Command;
        Assert.DoesNotContain("--config", command, "The card has to stand for itself.");
        StringAssert.Contains(command, "--batch-size 16");
    }

    [TestMethod]
    [DataRow("""{ "widht": 4 }""", "there is no option '--widht'; did you mean '--width'?")]
    [DataRow("""{ "width": "broad" }""", "--width: expected a whole number, got 'broad'")]
    [DataRow("""["width"]""", "is not an object of JSON")]
    [DataRow("""{ "width": 4""", "is not an object of JSON")]
    [DataRow(null, "cannot be read")]
    public async Task A_file_that_is_wrong_is_wrong_usage(string? text, string message)
    {
        using var folder = new TemporaryFolder();
        if (text is not null) File.WriteAllText(folder["train.json"], text);
        (await IgnProcess.RunInside("train", $"--config={folder["train.json"]}", "--data", folder.WriteIdx(16), "--run", folder["run"]))
            .ExpectError(ExitCode.WrongUsage, "ign train", message);
    }

    [TestMethod]
    public async Task What_follows_two_dashes_stays_behind_them()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["submit.json"], """{ "engine": "slurm", "train": true, "tasks": 2, "dry-run": true }""");
        var result = await IgnProcess.RunInside("submit", "--config", folder["submit.json"], "--", "--data", folder.WriteIdx(96), "--run", folder["run"],
            "--batch-size", "32");
        Assert.AreEqual((ExitCode.Done, ""), (result.Code, result.Error));
        StringAssert.Contains(result.Output, "'--batch-size' '32'");
        StringAssert.Contains(result.Output, "--ntasks=2");
    }
}
