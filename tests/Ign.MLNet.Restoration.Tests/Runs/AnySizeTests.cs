using Ign.MLNet.Imaging;
using Ign.MLNet.Networks;
using NetVips;

namespace Ign.MLNet.Restoration.Tests;

/// <summary>Folders of images of all sizes.</summary>
[TestClass]
public sealed class AnySizeTests
{
    private const long Megabyte = 1 << 20;

    private static readonly (int Width, int Height)[] s_sizes = [(1, 1), (7, 5), (16, 16), (200, 133), (331, 90)];

    [TestMethod]
    public async Task A_folder_of_photographs_of_all_sizes_becomes_what_the_definition_says()
    {
        using var folder = new TemporaryFolder();
        folder.Folder("in");
        foreach (var (width, height) in s_sizes)
        {
            Pictures.Random16(width, height, 3).Save(folder["in", $"{width}x{height}.png"]);
            Pictures.Random(width, height, 3).Save(folder["in", $"{width}x{height}.jpg"]);
        }
        var model = TestModels.Photo();
        var job = Jobs.Make(folder, model) with { Format = ImageFormat.Png, Overwrite = true };
        var expected = Directory.GetFiles(folder["in"]).ToDictionary(path => Path.GetFileName(path), path => Defined(model, File.ReadAllBytes(path)));
        // Whole, and in the smallest tiles there are.
        foreach (long? memory in (long?[])[null, 1])
        {
            var options = job with { OutputFolder = folder[$"out{memory}"], MaxMemory = memory };
            // A name has one result: PNG and JPEG of a size in turn.
            foreach (string kind in (string[])["png", "jpg"])
            {
                var result = await (options with { OutputFolder = options.OutputFolder + kind, Include = [$"*.{kind}"] }).RunAsync();
                Assert.AreEqual((s_sizes.Length, 0), (result.Done, result.Failed), string.Join("; ", result.Items.Select(i => i.Reason)));
                Assert.AreEqual(memory is null ? 1 : 2, result.Items.Single(i => i.Width == 331).Tiles);
                foreach (var item in result.Items.Where(i => i.Outcome == RestorationOutcome.Done))
                {
                    double levels = kind == "png" ? 65535 : 255;
                    string output = Path.Join(options.OutputFolder + kind, item.Output);
                    double[] actual = kind == "png"
                        ? [.. Pictures.Pixels16(output).Select(v => (double)v)]
                        : [.. Pictures.Pixels(output).Select(v => (double)v)];
                    double worst = expected[item.Path].Zip(actual, (e, a) => Math.Abs(((e + 1) / 2 * levels) - a)).Max();
                    Assert.IsLessThanOrEqualTo(kind == "png" ? 1.5 : 0.51, worst, item.Path);
                }
            }
        }
    }

    [TestMethod]
    public async Task Quality_does_not_depend_on_size_or_tiles()
    {
        using var folder = new TemporaryFolder();
        folder.Folder("in");
        Pictures.Random(320, 96, 3).Save(folder["in", "a.png"]);
        var options = Jobs.Make(folder, TestModels.Photo());
        var whole = (await options.RunAsync()).Items.Single();
        var tiled = (await (options with { OutputFolder = folder["tiled"], MaxMemory = 1 }).RunAsync()).Items.Single();
        Assert.AreEqual((1, 2), (whole.Tiles, tiled.Tiles));
        Assert.AreEqual(whole.Quality!.Displacement, tiled.Quality!.Displacement, 1e-4);
        Assert.AreEqual(whole.Quality.Residual!.Value, tiled.Quality.Residual!.Value, 1e-5);
        // As of an image of the size that was trained on: each value moves about as far in a large one.
        Assert.IsTrue(whole.Quality.Displacement > 0 && whole.Quality.Displacement < Math.Sqrt(options.Model.Shape.Size));
    }

    [TestMethod]
    public void A_photograph_of_twelve_megapixels_costs_little_more_in_tiles()
    {
        using var folder = new TemporaryFolder();
        var spec = PhotoUNet.For(new TensorShape(3, 96, 96));
        var options = Jobs.Make(folder, TestModels.Seeded(spec)) with { Inference = new IgnProjectorOptions() };
        foreach (int threads in (int[])[1, 2, 8, 64])
            foreach (var (width, height) in ((int, int)[])[(4000, 3000), (3000, 4000), (4240, 2832), (3464, 3464)])
            {
                long memory = WorkMemory.Budget(options with { Threads = threads }, 1L << 40);
                var tiles = new PiecePlan(options with { Threads = threads }, FitMode.Exact, 0, memory).Tiles(width, height, (long)width * height * 18);
                Assert.IsLessThanOrEqualTo(1.15, tiles.Cost, $"{threads} threads, {width}x{height}: {tiles}");
            }
    }

    [TestMethod]
    [DataRow(2, 24_000, 512 + 2560)]
    [DataRow(2, 4_000, 1600)]
    public void The_budget_counts_what_the_network_takes(int threads, int available, int expected)
    {
        using var folder = new TemporaryFolder();
        var options = Jobs.Make(folder, TestModels.Photo()) with { Threads = threads, Inference = new IgnProjectorOptions() };
        Assert.AreEqual(expected, WorkMemory.Budget(options, available * Megabyte) / Megabyte);
    }

    [TestMethod]
    public void Little_memory_makes_small_tiles()
    {
        using var folder = new TemporaryFolder();
        var options = Jobs.Make(folder, TestModels.Photo()) with { Threads = 1, Inference = new IgnProjectorOptions() };
        HaloTiles Tiles(long megabytes) =>
            new PiecePlan(options with { MaxMemory = megabytes * Megabyte }, FitMode.Exact, 0, megabytes * Megabyte).Tiles(4000, 3000, 18 * 12_000_000);
        Assert.AreEqual(1, Tiles(10_000).Count);
        Assert.IsTrue(Tiles(900).Count > 1);
        Assert.IsTrue(Tiles(500).Largest < Tiles(900).Largest);
        Assert.IsTrue(Tiles(1).Count > Tiles(500).Count);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(16)]
    public void A_photograph_of_50_megapixels_does_not_take_all_that_there_is(int threads)
    {
        using var folder = new TemporaryFolder();
        var model = TestModels.Seeded(PhotoUNet.For(new TensorShape(3, 96, 96)));
        var options = Jobs.Make(folder, model) with { Inference = new IgnProjectorOptions(), Threads = threads };
        const long Stored = 18L * 8688 * 5792;
        HaloTiles Tiles(RestorationOptions asked) => new PiecePlan(asked, FitMode.Exact, 0, WorkMemory.Budget(asked, 1L << 40)).Tiles(8688, 5792, Stored);
        long free = (1152 * Megabyte) - Stored;
        Assert.IsLessThanOrEqualTo(free, Tiles(options).Largest * (model.BytesPerPixel + 24));
        var generous = options with { MaxMemory = threads * 4096 * Megabyte };
        Assert.IsGreaterThan(free, Tiles(generous).Largest * (model.BytesPerPixel + 24), "Who gives more gets larger tiles.");
    }

    [TestMethod]
    public async Task What_to_do_with_other_sizes_is_no_question()
    {
        using var folder = new TemporaryFolder();
        folder.Folder("in");
        Pictures.Random(3, 3, 3).Save(folder["in", "a.png"]);
        var options = Jobs.Make(folder, TestModels.Photo());
        foreach (var fit in (FitMode[])[FitMode.Resize, FitMode.Tile])
        {
            var refusal = await Assert.ThrowsExactlyAsync<RestorationRefusedException>(() => RestorationJob.OpenAsync(options with { Fit = fit }));
            StringAssert.Contains(refusal.Message, $"takes images of any size as they are: leave the fit '{fit.ToString().ToLowerInvariant()}' out",
                StringComparison.Ordinal);
        }
        StringAssert.Contains((await Assert.ThrowsExactlyAsync<RestorationRefusedException>(() => RestorationJob.OpenAsync(options with { Overlap = 4 })))
            .Message, "leave the overlap out", StringComparison.Ordinal);
        await using var job = await RestorationJob.OpenAsync(options with { Fit = FitMode.Exact });
    }

    private static double[] Defined(IgnModel model, byte[] file)
    {
        using var image = RestorableImage.Open(file, new ImageLimits());
        return TestModels.Defined(model, image.Decode(model.Card).Values, image.Width, image.Height);
    }
}
