using Ign.MLNet.Networks;

namespace Ign.MLNet.Restoration.Tests;

/// <summary>An image is never shrunk to the model's size and enlarged again unless somebody asked for it.</summary>
[TestClass]
public sealed class ShrinkTests
{
    private static readonly IgnModel s_resizing = TestModels.Fitting(1, 4, 4, FitMode.Resize);

    [TestMethod]
    [DataRow("png")]
    [DataRow("jpg")]
    [DataRow("tif")]
    [DataRow("webp")]
    [DataRow("bmp")]
    public async Task A_folder_of_large_images_is_refused_before_any_work(string ending)
    {
        using var folder = new TemporaryFolder();
        folder.Folder("in");
        for (int i = 0; i < 3; i++) Save(folder, $"{i}.{ending}", 40 + i, 30);
        var refused = await Assert.ThrowsExactlyAsync<RestorationRefusedException>(() => Jobs.Run(folder, s_resizing));
        StringAssert.Contains(refused.Message, $"takes images of 4x4 pixels, and '0.{ending}' has 40x30");
        StringAssert.Contains(refused.Message, "--fit resize");
        Assert.IsFalse(Directory.Exists(folder["out"]));
    }

    [TestMethod]
    [DataRow(FitMode.Resize)]
    [DataRow(FitMode.Tile)]
    public async Task What_is_asked_for_is_done(FitMode fit)
    {
        using var folder = new TemporaryFolder();
        folder.Folder("in");
        Save(folder, "a.png", 40, 30);
        Assert.AreEqual(1, (await (Jobs.Make(folder, s_resizing) with { Fit = fit }).RunAsync()).Done);
    }

    [TestMethod]
    public async Task Where_some_are_large_these_fail_and_are_tried_again_when_it_is_asked_for()
    {
        using var folder = new TemporaryFolder();
        folder.Folder("in");
        Save(folder, "exact.png", 4, 4);
        Save(folder, "large.png", 4, 9);
        Save(folder, "twice.png", 8, 8);
        Save(folder, "wide.png", 9, 8);
        var options = Jobs.Make(folder, s_resizing);
        await using (var job = await RestorationJob.OpenAsync(options))
        {
            StringAssert.Contains(job.Warning, "2 of 4 images");
            CollectionAssert.AreEqual((string[])["large.png", "wide.png"],
                job.Preview().Where(i => i.Outcome == RestorationOutcome.Failed).Select(i => i.Path).ToArray());
            var forecast = await job.ForecastAsync();
            Assert.HasCount(2, forecast.Failures);
        }
        var result = await options.RunAsync();
        Assert.AreEqual((2, 2), (result.Done, result.Failed));
        StringAssert.Contains(result.Items.Single(i => i.Path == "wide.png").Reason, "has 9x8 pixels, the model takes 4x4");
        CollectionAssert.AreEqual((string[])["exact.png", "twice.png"], Jobs.FilesBelow(folder["out"]));
        var asked = await (options with { Fit = FitMode.Resize }).RunAsync();
        Assert.AreEqual((2, 0), (asked.Done, asked.Failed));
    }

    [TestMethod]
    public async Task A_plan_is_refused_and_a_shard_fails_its_large_images_alone()
    {
        using var folder = new TemporaryFolder();
        folder.Folder("in");
        File.WriteAllBytes(folder["model.onnx"], s_resizing.Bytes.ToArray());
        Save(folder, "a.png", 40, 30);
        await Assert.ThrowsExactlyAsync<RestorationRefusedException>(() => Plans.Make(folder, 1));
        Assert.IsFalse(Directory.Exists(folder["plan"]));
        Save(folder, "b.png", 4, 4);
        var plan = await Plans.Make(folder, 2);
        Assert.AreEqual(1, (await plan.RunAsync(0)).Failed, "the shard of the large image alone");
        Assert.AreEqual(1, (await plan.RunAsync(1)).Done);
    }

    [TestMethod]
    public async Task A_preview_tells_what_is_resized_upright()
    {
        using var folder = new TemporaryFolder();
        folder.Folder("in");
        Save(folder, "a.png", 40, 30);
        using (var image = Pictures.Smooth(40, 30, 1))
        using (var turned = image.Mutate(m => m.Set(NetVips.GValue.GIntType, "orientation", 6)))
            turned.Save(folder["in", "b.jpg"]);
        await using var job = await RestorationJob.OpenAsync(Jobs.Make(folder, s_resizing) with { Fit = FitMode.Resize });
        CollectionAssert.AreEqual((string[])["40x30", "30x40"], job.Preview().Select(i => $"{i.Width}x{i.Height}").ToArray());
    }

    private static void Save(TemporaryFolder folder, string name, int width, int height)
    {
        string path = folder["in", name];
        if (!name.EndsWith(".bmp", StringComparison.Ordinal))
        {
            using var image = Pictures.Smooth(width, height, 1);
            image.Save(path);
            return;
        }
        // 24 bits a pixel, each row filled up to a multiple of 4 bytes.
        int row = ((width * 3) + 3) / 4 * 4;
        using var file = new BinaryWriter(File.Create(path));
        file.Write("BM"u8);
        foreach (int number in (int[])[54 + (row * height), 0, 54, 40, width, height, 1 | (24 << 16), 0, row * height, 0, 0, 0, 0]) file.Write(number);
        file.Write(new byte[row * height]);
    }
}
