using NetVips;

namespace Ign.MLNet.Cli.Tests;

/// <summary>What a container with little memory does to a restoration: nothing, or a reason in the report.</summary>
[TestClass]
[TestCategory("Long")]
[DoNotParallelize]
public sealed class MemoryLimitTests
{
    public required TestContext TestContext { get; set; }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public async Task Photographs_of_12_megapixels_are_restored_in_512_MB()
    {
        using var folder = Photographs(5);
        using var limit = MemoryLimit.OfMegabytes(512);
        var result = await limit.Start("restore", "--model", folder["model.onnx"], "--in", folder["in"], "--out", folder["out"], "--fit", "tile",
            "--no-residual").Result();
        TestContext.WriteLine($"peak {limit.Peak >> 20} MB; {result.Output}{result.Error}");
        Assert.AreEqual(ExitCode.Done, result.Code, result.Error);
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public async Task A_photograph_that_is_too_large_for_the_container_fails_alone_with_that_reason()
    {
        using var folder = Photographs(1);
        File.WriteAllBytes(folder["in", "small.png"], TestFiles.Png(64, 64, 3, 1));
        using var limit = MemoryLimit.OfMegabytes(280);
        var result = await limit.Start("restore", "--model", folder["model.onnx"], "--in", folder["in"], "--out", folder["out"], "--fit", "tile",
            "--no-residual").Result();
        Assert.AreEqual(ExitCode.SomeFailed, result.Code, result.Error);
        StringAssert.Contains(result.Error, "MB of memory, and this process may use");
        Assert.IsTrue(File.Exists(folder["out", "small.png"]));
    }

    private static TemporaryFolder Photographs(int count)
    {
        var folder = new TemporaryFolder();
        folder.WriteModel(3, 64, 64);
        folder.Folder("in");
        using var noise = Image.Gaussnoise(500, 375, sigma: 40, mean: 128).Cast(Enums.BandFormat.Uchar);
        using var photograph = noise.Resize(8).Bandjoin(noise.Resize(8).Invert(), noise.Resize(8).FlipHor()).Copy(interpretation: Enums.Interpretation.Srgb);
        byte[] jpeg = photograph.JpegsaveBuffer(q: 90);
        for (int i = 0; i < count; i++) File.WriteAllBytes(folder["in", $"{i}.jpg"], jpeg);
        return folder;
    }
}
