using NetVips;

namespace Ign.MLNet.Cli.Tests;

[TestClass]
public sealed class GenerateCommandTests
{
    [TestMethod]
    public async Task A_seed_gives_the_same_images_whatever_the_count()
    {
        using var folder = new TemporaryFolder();
        string model = folder.WriteModel(3, 8, 6, "gaussian");
        foreach (var (name, count, seed) in ((string, string, string)[])[("a", "3", "7"), ("b", "20", "7"), ("c", "3", "8")])
        {
            var result = await IgnProcess.RunInside("generate", "--model", model, "--out", folder[name], "--count", count, "--seed", seed, "--images");
            Assert.AreEqual((ExitCode.Done, ""), (result.Code, result.Error));
        }
        for (int i = 0; i < 3; i++) CollectionAssert.AreEqual(File.ReadAllBytes(folder["a", $"{i:D6}.png"]), File.ReadAllBytes(folder["b", $"{i:D6}.png"]));
        CollectionAssert.AreNotEqual(File.ReadAllBytes(folder["a", "000000.png"]), File.ReadAllBytes(folder["c", "000000.png"]));
        Assert.HasCount(20, Directory.GetFiles(folder["b"]), "What is restored, trained on or measured holds nothing but images.");
        Assert.IsTrue(File.Exists(folder["b-grid.png"]));
        using var image = Image.NewFromBuffer(File.ReadAllBytes(folder["b", "000019.png"]));
        Assert.AreEqual((6, 8, 3), (image.Width, image.Height, image.Bands));
    }

    [TestMethod]
    public async Task A_grid_alone_goes_into_the_named_file()
    {
        using var folder = new TemporaryFolder();
        var result = await IgnProcess.RunInside("generate", "--model", folder.WriteModel(1, 8, 8, "gaussian"), "--out", folder["grid.png"], "--count", "20");
        Assert.AreEqual((ExitCode.Done, ""), (result.Code, result.Error));
        using var image = Image.NewFromBuffer(File.ReadAllBytes(folder["grid.png"]));
        Assert.IsGreaterThan(16 * 8, image.Width);
        Assert.HasCount(2, Directory.GetFileSystemEntries(folder.Path));
    }

    [TestMethod]
    public async Task A_label_makes_images_of_its_class()
    {
        using var folder = new TemporaryFolder();
        string model = folder.WriteLabelledModel();
        foreach (string label in (string[])["", "0", "2", "all"])
        {
            var result = await IgnProcess.RunInside(["generate", "--model", model, "--out", folder["out" + label], "--count", "3",
                "--images", .. label.Length > 0 ? (string[])["--label", label] : []]);
            Assert.AreEqual((ExitCode.Done, ""), (result.Code, result.Error));
        }
        double Mean(params string[] file)
        {
            using var image = Image.NewFromBuffer(File.ReadAllBytes(folder[file]));
            return image.Avg() / 127.5 - 1;
        }
        double none = Mean("out", "000001.png");
        Assert.AreEqual(none - 0.5, Mean("out0", "000001.png"), 0.01);
        Assert.AreEqual(none + 0.5, Mean("out2", "000001.png"), 0.01);
        foreach (var (label, shift) in ((int, double)[])[(0, -0.5), (1, 0.25), (2, 0.5)])
            Assert.AreEqual(none + shift, Mean("outall", $"{label}-000001.png"), 0.01);
        Assert.HasCount(9, Directory.GetFiles(folder["outall"]));
        using var grid = Image.NewFromBuffer(File.ReadAllBytes(folder["outall-grid.png"]));
        Assert.AreEqual((3 * 16 + 4 * 2, 3 * 16 + 4 * 2), (grid.Width, grid.Height));
    }

    [TestMethod]
    [DataRow(true, "3", "expected a class from 0 to 2")]
    [DataRow(true, "-1", "expected a class number from 0")]
    [DataRow(true, "x", "expected a class number from 0")]
    [DataRow(false, "0", "the model knows no labels")]
    [DataRow(false, "all", "the model knows no labels")]
    public async Task A_label_that_the_model_does_not_know_is_wrong_usage(bool labelled, string label, string message)
    {
        using var folder = new TemporaryFolder();
        string model = labelled ? folder.WriteLabelledModel() : folder.WriteModel(1, 8, 8, "gaussian");
        (await IgnProcess.RunInside("generate", "--model", model, "--out", folder["out"], "--label", label))
            .ExpectError(ExitCode.WrongUsage, "ign generate", message);
        Assert.IsFalse(Directory.Exists(folder["out"]));
    }

    [TestMethod]
    public async Task A_model_without_a_noise_source_does_not_generate()
    {
        using var folder = new TemporaryFolder();
        var result = await IgnProcess.RunInside("generate", "--model", folder.WriteModel(), "--out", folder["out"]);
        result.ExpectError(ExitCode.Failed, "ign generate", "cannot generate");
        Assert.IsFalse(Directory.Exists(folder["out"]));
    }
}
