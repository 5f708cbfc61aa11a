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
        Assert.HasCount(21, Directory.GetFiles(folder["b"]));
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
    public async Task A_model_without_a_noise_source_does_not_generate()
    {
        using var folder = new TemporaryFolder();
        var result = await IgnProcess.RunInside("generate", "--model", folder.WriteModel(), "--out", folder["out"]);
        result.ExpectError(ExitCode.Failed, "ign generate", "cannot generate");
        Assert.IsFalse(Directory.Exists(folder["out"]));
    }
}
