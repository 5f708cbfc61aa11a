using Ign.MLNet.Networks;

namespace Ign.MLNet.Training.Tests;

[TestClass]
public sealed class PhotoCropsTests
{
    private static readonly TensorShape s_crop = new(3, 16, 16);
    private static readonly TrainingOptions s_options = TrainingOptions.RestoringPhotos(PhotoUNet.For(s_crop, 4, 1)) with
    {
        Crops = new CropOptions { Detail = 0 },
    };

    [TestMethod]
    public void A_crop_is_a_part_of_its_photograph_and_a_function_of_the_seed()
    {
        using var folder = new PhotoFolder();
        folder.Write("clean/a.png", 30, 20, blue: 7);
        using var photos = folder.Open();
        var crops = photos.Images(s_options);
        var corners = new HashSet<(int, int)>();
        for (ulong seed = 0; seed < 200; seed++)
        {
            byte[] crop = Draw(crops, 0, seed);
            CollectionAssert.AreEqual(crop, Draw(crops, 0, seed));
            int left = crop[0], top = crop[256];
            for (int y = 0; y < 16; y++)
                for (int x = 0; x < 16; x++) Assert.AreEqual((left + x, top + y, 7), (crop[(y * 16) + x], crop[256 + (y * 16) + x], crop[512 + (y * 16) + x]));
            corners.Add((left, top));
        }
        // The corners of the photograph are reached, and nothing beyond.
        Assert.AreEqual((0, 14), (corners.Min(c => c.Item1), corners.Max(c => c.Item1)));
        Assert.AreEqual((0, 4), (corners.Min(c => c.Item2), corners.Max(c => c.Item2)));
    }

    [TestMethod]
    public void An_epoch_draws_from_a_photograph_as_often_as_crops_lie_side_by_side_in_it()
    {
        using var folder = new PhotoFolder();
        folder.Write("clean/large.png", 64, 48, blue: 1);
        folder.Write("clean/small.png", 16, 17, blue: 2);
        using var photos = folder.Open();
        var loader = new BatchLoader(photos.Images(s_options), new Evaluation.Gaussian(0), 3, default);
        byte[] Blues(long position, int count) => [.. loader.Prepare(position, count).Real.Chunk(s_crop.Size).Select(crop => Level(crop[512]))];
        var epoch = Blues(0, 13);
        Assert.AreEqual((12, 1), (epoch.Count(b => b == 1), epoch.Count(b => b == 2)));
        CollectionAssert.AreEqual(epoch[5..9], Blues(5, 4));
    }

    /// <summary>As beside a GPU, with the damage of the standard recipe.</summary>
    [TestMethod]
    [TestCategory("Cuda")]
    public void Many_threads_prepare_the_same_batch_as_one()
    {
        using var folder = new PhotoFolder();
        for (int i = 0; i < 3; i++) folder.WriteBusy($"clean/{i}.png", 70 + i, 60, i);
        using var photos = folder.Open();
        PreparedBatch Batch(int workers) => new BatchLoader(photos.Images(s_options), s_options.Damage, 3, new Augmentation(Mirror: true, Turn: true),
            workers: workers).Prepare(7, 100);
        PreparedBatch one = Batch(1), many = Batch(4);
        CollectionAssert.AreEqual(one.Real, many.Real);
        CollectionAssert.AreEqual(one.Source, many.Source);
    }

    [TestMethod]
    public void Flat_crops_are_taken_less_often_but_are_taken()
    {
        using var folder = new PhotoFolder();
        var pixels = new byte[256 * 64 * 3];
        new Random(1).NextBytes(pixels);
        for (int y = 0; y < 64; y++) pixels.AsSpan(y * 256 * 3, 128 * 3).Fill(90); // the left half is flat
        folder.Save("clean/half.png", pixels, 256, 64, 3);
        using var photos = folder.Open();
        int Flat(double detail)
        {
            var crops = photos.Images(s_options with { Crops = new CropOptions { Detail = detail } });
            return Enumerable.Range(0, 400).Count(seed => Draw(crops, 0, (ulong)seed).Distinct().Count() == 1);
        }
        Assert.IsInRange(140, 230, Flat(0)); // 112 of 240 places
        Assert.IsInRange(8, 60, Flat(12)); // a tenth of them stays
    }

    [TestMethod]
    public void One_channel_is_luma_and_alpha_is_laid_on_black()
    {
        using var folder = new PhotoFolder();
        byte[] pixels = [.. Enumerable.Repeat<byte[]>([200, 100, 50, 128], 256).SelectMany(p => p)];
        folder.Save("clean/a.png", pixels, 16, 16, 4);
        using var photos = folder.Open();
        var grey = photos.Images(s_options with { Network = PhotoUNet.For(s_crop with { Channels = 1 }, 4, 1) });
        CollectionAssert.AreEqual(Enumerable.Repeat((byte)62, 256).ToArray(), Draw(grey, 0, 1)); // 0.299·100 + 0.587·50 + 0.114·25
    }

    [TestMethod]
    public void Pairs_are_cropped_at_the_same_place_and_take_the_same_symmetries()
    {
        using var folder = new PhotoFolder();
        folder.Write("clean/x/a.png", 60, 50, blue: 9);
        folder.Write("clean/b.png", 33, 70, blue: 17);
        folder.Write("bad/x/a.tif", 60, 50, blue: 9, inverted: true);
        folder.Write("bad/b.png", 33, 70, blue: 17, inverted: true);
        using var photos = folder.Open(damaged: "bad");
        Assert.IsTrue(photos.ArePairs);
        var loader = new BatchLoader(photos.Images(s_options), null, 3, new Augmentation(Mirror: true, Turn: true));
        var batch = loader.Prepare(0, 60);
        for (int i = 0; i < batch.Real.Length; i++) Assert.AreEqual(255, Level(batch.Real[i]) + Level(batch.Source[i]));
        Assert.IsGreaterThan(20, batch.Real.Chunk(s_crop.Size).Select(c => (Level(c[0]), Level(c[256]))).Distinct().Count());
    }

    [TestMethod]
    [DataRow(0ul)]
    [DataRow(3ul)]
    [DataRow(6ul)]
    public void Four_quarters_are_none_and_two_mirrors_are_none(ulong seed)
    {
        float[] image = [.. Enumerable.Range(0, s_crop.Size).Select(i => (float)i)];
        float[] once = [.. image];
        var turn = new Augmentation(Mirror: false, Turn: true);
        turn.Apply(once, s_crop, seed);
        Assert.AreEqual((seed >> 1 & 3) != 0, !once.SequenceEqual(image));
        for (int i = 0; i < 3; i++) turn.Apply(once, s_crop, seed);
        CollectionAssert.AreEqual(image, once);
        var mirror = new Augmentation(Mirror: true, Turn: false);
        mirror.Apply(once, s_crop, seed);
        Assert.AreEqual((seed & 1) == 0, once[0] == 15 && once[16] == 31);
    }

    [TestMethod]
    public void Photographs_that_are_held_out_are_never_trained_on_and_are_watched_in_four_crops()
    {
        using var folder = new PhotoFolder();
        for (int i = 0; i < 10; i++) folder.Write($"clean/{i}.png", 80, 80, blue: 10 * i);
        using var photos = folder.Open();
        var options = s_options with { HeldOut = 3 };
        var (trained, heldOut) = HeldOutSplit.Of(photos.Images(options), options);
        byte[] watched = [.. heldOut.ToArray().Chunk(s_crop.Size).Select(c => Level(c[512]))];
        Assert.HasCount(12, watched);
        Assert.AreEqual(3, watched.Distinct().Count());
        var loader = new BatchLoader(trained, new Evaluation.Gaussian(0), 3, Augmentation.Of(options));
        byte[] seen = [.. loader.Prepare(0, 400).Real.Chunk(s_crop.Size).Select(c => Level(c[512])).Distinct()];
        Assert.HasCount(7, seen);
        Assert.IsEmpty(seen.Intersect(watched));
        // Four crops, not one four times.
        Assert.IsGreaterThan(9, heldOut.ToArray().Chunk(s_crop.Size).Select(c => (c[0], c[256], c[512])).Distinct().Count());
    }

    private static byte[] Draw(ITrainingImages crops, int index, ulong seed)
    {
        var values = new float[crops.Shape.Size];
        crops.Read(index, seed, values);
        return Array.ConvertAll(values, Level);
    }

    private static byte Level(float value) => (byte)MathF.Round((value + 1) * 127.5f);
}
