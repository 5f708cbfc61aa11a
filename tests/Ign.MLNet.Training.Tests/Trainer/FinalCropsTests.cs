using Ign.MLNet.Networks;

namespace Ign.MLNet.Training.Tests;

/// <summary>Crops that become larger in the last part of a training.</summary>
[TestClass]
public sealed class FinalCropsTests
{
    private static readonly TensorShape s_crop = new(3, 16, 16);

    [TestMethod]
    [DataRow(4, 32, 1)]
    [DataRow(32, 24, 14)]
    [DataRow(11, 32, 3)]
    public void A_step_of_larger_crops_has_about_as_many_pixels_and_counts_as_many_images(int batch, int side, int crops)
    {
        using var folder = Photographs();
        using var photos = folder.Open();
        var loader = Loader(photos, Options(batch, side));
        // The last tenth of 4,000 images: the step that holds image 3,600 has begun before it.
        foreach (var (position, shape, number) in new[] { (3_599L, s_crop, batch), (3_600L, new TensorShape(3, side, side), crops),
            (3_999L, new TensorShape(3, side, side), crops) })
        {
            var prepared = loader.Prepare(position, batch);
            Assert.AreEqual((position, batch, shape), (prepared.Position, prepared.Count, prepared.Shape));
            CollectionAssert.AreEqual(new[] { number, 3, shape.Height, shape.Width }, prepared.Sizes);
            Assert.HasCount(number * shape.Size, prepared.Real);
            Assert.HasCount(number * shape.Size, prepared.Source);
        }
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Larger_crops_are_parts_of_photographs_and_functions_of_seed_and_position(bool pairs)
    {
        using var folder = Photographs();
        using var photos = folder.Open(damaged: pairs ? "bad" : null);
        var options = Options(4, 32) with { Crops = Options(4, 32).Crops! with { Turn = false }, Mirror = false };
        var loader = Loader(photos, options, pairs);
        var places = new HashSet<(int, int)>();
        for (long position = 3_600; position < 3_800; position += 4)
        {
            var prepared = loader.Prepare(position, 4);
            // Another loader, which has seen nothing before, and another size of steps give the same.
            CollectionAssert.AreEqual(prepared.Real, Loader(photos, options, pairs).Prepare(position, 4).Real);
            CollectionAssert.AreEqual(prepared.Source, Loader(photos, options, pairs).Prepare(position, 8).Source[..prepared.Source.Length]);
            byte[] crop = Array.ConvertAll(prepared.Real, Level);
            for (int i = 0; i < 1024; i++) Assert.AreEqual((crop[0] + i % 32, crop[1024] + i / 32, crop[2048]), (crop[i], crop[1024 + i], crop[2048 + i]));
            if (pairs) for (int i = 0; i < crop.Length; i++) Assert.AreEqual(255, crop[i] + Level(prepared.Source[i]));
            places.Add((crop[0], crop[1024]));
        }
        Assert.IsGreaterThan(30, places.Count);
    }

    [TestMethod]
    public void Stopped_after_any_step_and_resumed_equals_never_stopped_byte_for_byte()
    {
        using var folder = new PhotoFolder();
        for (int i = 0; i < 5; i++) folder.WriteBusy($"clean/{i}.png", 40 + i, 50, i);
        // Crops grow after 16 of 32 images: stops come one step before, right there, and one behind.
        var options = Options(8, 32) with
        {
            Images = 32,
            HeldOut = 2,
            Crops = new CropOptions { Final = new FinalCrops { Side = 32, Share = 0.5 } },
            Network = PhotoUNet.For(s_crop, 16, 1),
        };
        string straight = folder["straight"], broken = folder["broken"], plain = folder["plain"];
        using (var photos = folder.Open()) new IgnTraining(options, photos, straight) { ReportInterval = 8 }.Run();
        var stops = new List<long>();
        for (int stop = 0; stop < 3; stop++)
        {
            using var source = new CancellationTokenSource();
            using var photos = folder.Open();
            var listener = new Stopper(source, stops);
            Assert.ThrowsExactly<OperationCanceledException>(() => new IgnTraining(options, photos, broken) { ReportInterval = 8 }.Run(listener, source.Token));
        }
        CollectionAssert.AreEqual(new long[] { 8, 16, 24 }, stops);
        using (var photos = folder.Open()) new IgnTraining(options, photos, broken) { ReportInterval = 8 }.Run();
        foreach (string file in (string[])["weights.safetensors", "checkpoint.safetensors"])
            CollectionAssert.AreEqual(File.ReadAllBytes(Path.Combine(straight, file)), File.ReadAllBytes(Path.Combine(broken, file)), file);
        // It was no training on small crops all the way.
        using (var photos = folder.Open()) new IgnTraining(options with { Crops = new CropOptions() }, photos, plain) { ReportInterval = 8 }.Run();
        CollectionAssert.AreNotEqual(File.ReadAllBytes(Path.Combine(straight, "weights.safetensors")),
            File.ReadAllBytes(Path.Combine(plain, "weights.safetensors")));
    }

    [TestMethod]
    [DataRow(16, 0.1, 8, "crops.final.side is 16; expected a multiple of 8 above that of the crops before, 16.")]
    [DataRow(8, 0.1, 8, "crops.final.side is 8; expected")]
    [DataRow(-8, 0.1, 8, "crops.final.side is -8; expected")]
    [DataRow(0, 0.1, 8, "crops.final.side is 0; expected a multiple of 8 above")]
    [DataRow(28, 0.1, 8, "crops.final.side is 28")]
    [DataRow(48, 0.1, 8, "crops.final.side is 48; expected at most 40: one crop would have more pixels than a step of 8 crops of 16x16")]
    [DataRow(2_147_483_640, 0.1, 8, "is 2147483640; expected at most 40")]
    [DataRow(32, 0, 8, "crops.final.share is 0; expected above 0 and below 1.")]
    [DataRow(32, 1, 8, "is 1; expected above 0 and below 1")]
    [DataRow(32, double.NaN, 8, "above 0 and below 1")]
    [DataRow(32, 0.1, 3, "is 32; expected at most 24")]
    public void What_makes_no_sense_is_said_in_one_sentence(int side, double share, int batch, string expected)
    {
        string message = Assert.ThrowsExactly<ArgumentException>(() => Options(batch, side, share).Validated()).Message;
        StringAssert.Contains(message, expected);
        Assert.DoesNotContain('\n', message);
    }

    [TestMethod]
    public void Only_photographs_that_are_large_enough_and_networks_of_any_size_can_have_them()
    {
        using var folder = Photographs();
        using var photos = folder.Open();
        var options = Options(8, 40) with { HeldOut = 1 };
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => new IgnTraining(options, photos, folder["run"])).Message,
            "'b.png' has 60x36 pixels, less than a crop of 40x40");
        var images = new Evaluation.ImageSet(s_crop, new byte[4 * s_crop.Size], null);
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => new IgnTraining(options, images, folder["run"])).Message, "taken whole");
        var sized = options with { Network = options.Network with { AnySize = false } };
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => sized.Validated()).Message, "images of any size");
        Assert.IsFalse(Directory.Exists(folder["run"]));
    }

    [TestMethod]
    public void They_survive_the_options_and_are_not_written_where_there_are_none()
    {
        var options = Options(8, 40);
        Assert.AreEqual(options.Crops, TrainingOptions.FromJson(options.ToJson()).Crops);
        Assert.DoesNotContain("\"final\"", TrainingOptions.RestoringPhotos(options.Network).ToJson());
        Assert.Contains("crops.final.side", OptionPaths.Names("paired").ToArray());
    }

    private static TrainingOptions Options(int batch, int side, double share = 0.1) => TrainingOptions.RestoringPhotos(PhotoUNet.For(s_crop, 4, 1)) with
    {
        Crops = new CropOptions { Detail = 0, Final = new FinalCrops { Side = side, Share = share } },
        Damage = new Evaluation.Gaussian(0.1f),
        Images = 4_000,
        BatchSize = batch,
        Threads = 1,
    };

    private static BatchLoader Loader(TrainingPhotos photos, TrainingOptions options, bool pairs = false) =>
        new(photos.Images(options), pairs ? null : options.DamageOrStandard, options.Seed, Augmentation.Of(options), default, CropSizes.Of(options));

    private static PhotoFolder Photographs()
    {
        var folder = new PhotoFolder();
        foreach (bool bad in (bool[])[false, true])
        {
            folder.Write(bad ? "bad/a.png" : "clean/a.png", 70, 80, blue: 9, inverted: bad);
            folder.Write(bad ? "bad/b.png" : "clean/b.png", 60, 36, blue: 17, inverted: bad);
        }
        return folder;
    }

    private static byte Level(float value) => (byte)MathF.Round((value + 1) * 127.5f);

    /// <summary>Stops at the first report.</summary>
    private sealed class Stopper(CancellationTokenSource stop, List<long> stops) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            stops.Add(value.Images);
            stop.Cancel();
        }
    }
}
