using Ign.MLNet.Imaging;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Restoration.Tests;

/// <summary>Large tiles for networks of any size.</summary>
[TestClass]
public sealed class HaloTests
{
    private const double Rounding = 2e-5; // a level of 8 bits is 400 times as much

    [TestMethod]
    public void Tiles_give_what_the_whole_image_gives()
    {
        foreach (var model in Enumerable.Range(0, 10).Select(seed => TestModels.Seeded(RandomSpec.AnySize(seed))).Append(TestModels.Photo())
            .Append(TestModels.Photo(1, 2, 2)))
        {
            using var projector = new IgnProjector(model, new IgnProjectorOptions { IntraOpThreads = 1 });
            int width = (4 * model.Halo) + 37, height = (2 * model.Halo) + 21;
            var image = Image(width, height, model.Shape.Channels);
            foreach (int applications in (int[])[1, 2])
            {
                float[] whole = Run(projector, Copy(image), HaloTiles.Of(width, height, model.SideMultiple, model.Halo * applications, _ => true), applications,
                    tiles: 1);
                // The last ones have rows that are shorter than what the network looks beside them.
                foreach (var (columns, rows) in ((int, int)[])[(3, 2), (2, 3), (1, 5)])
                {
                    var tiles = new HaloTiles(new HaloAxis(width, columns, model.SideMultiple, model.Halo * applications),
                        new HaloAxis(height, rows, model.SideMultiple, model.Halo * applications));
                    Assert.IsLessThanOrEqualTo(Rounding, Difference(whole, Run(projector, Copy(image), tiles, applications, tiles.Count)),
                        $"{tiles}, {applications}: {model.Card.Spec!.ToJson()}");
                }
            }
        }
    }

    [TestMethod]
    public void The_quality_of_tiles_is_that_of_the_whole_image()
    {
        using var folder = new TemporaryFolder();
        foreach (var model in Enumerable.Range(0, 10).Select(seed => TestModels.Seeded(RandomSpec.AnySize(seed))).Append(TestModels.Photo()))
        {
            using var projector = new IgnProjector(model, new IgnProjectorOptions { IntraOpThreads = 1 });
            int width = (4 * model.Halo) + 37, height = (2 * model.Halo) + 21;
            var image = Image(width, height, model.Shape.Channels);
            foreach (int applications in (int[])[1, 2])
            {
                HaloAxis Axis(int length, int count) => new(length, count, model.SideMultiple, model.Halo * applications);
                HaloTiles whole = new(Axis(width, 1), Axis(height, 1)), tiles = new(Axis(width, 2), Axis(height, 3));
                var stage = new InferStage(projector, Jobs.Make(folder, model) with { Applications = applications }, TimeProvider.System);
                var steps = new List<(int, int, int)>();
                // Side by side in one group, in which each image is measured in its own way.
                var quality = stage.Project([Pieces.Of(Copy(image), tiles), Pieces.Of(Copy(image), whole), Pieces.Of(Copy(image), tiles)], (item, step, all) =>
                    steps.Add((item, step, all)));
                Assert.IsGreaterThan(1e-3, quality[1].AbsoluteResidual / quality[1].Values);
                foreach (int tiled in (int[])[0, 2])
                {
                    Assert.AreEqual(quality[1].Values, quality[tiled].Values);
                    Assert.AreEqual(quality[1].AbsoluteResidual / quality[1].Values, quality[tiled].AbsoluteResidual / quality[1].Values, Rounding,
                        $"{applications}: {model.Card.Spec!.ToJson()}");
                    Assert.AreEqual(quality[1].SquaredDisplacement / quality[1].Values, quality[tiled].SquaredDisplacement / quality[1].Values, Rounding);
                    CollectionAssert.AreEqual(Enumerable.Range(0, 12).Select(i => (tiled, i, 12)).ToArray(), steps.Where(s => s.Item1 == tiled).ToArray());
                }
                CollectionAssert.AreEqual(new[] { (1, 0, 1) }, steps.Where(s => s.Item1 == 1).ToArray());
            }
        }
    }

    [TestMethod]
    public void Tiles_that_begin_elsewhere_or_see_too_little_give_something_else()
    {
        var model = TestModels.Photo();
        using var projector = new IgnProjector(model, new IgnProjectorOptions { IntraOpThreads = 1 });
        var image = Image(300, 100, 3);
        float[] Of(int multiple, int halo) =>
            Run(projector, Copy(image), new HaloTiles(new HaloAxis(300, 2, multiple, halo), new HaloAxis(100, 1, multiple, halo)), 1, 2);
        float[] right = Of(model.SideMultiple, model.Halo);
        Assert.IsGreaterThan(1e-3, Difference(right, Of(model.SideMultiple, 0)));
        Assert.IsGreaterThan(1e-3, Difference(right, Of(7, model.Halo + 2)));
    }

    [TestMethod]
    public void Tiles_cover_every_pixel_once_and_are_as_small_as_asked()
    {
        var random = new Random(2);
        for (int i = 0; i < 2000; i++)
        {
            int multiple = random.Next(1, 17), halo = random.Next(0, 200), width = random.Next(1, 5000), height = random.Next(1, 5000);
            long pixels = random.NextInt64(1, 30_000_000);
            var tiles = HaloTiles.Of(width, height, multiple, halo, t => t.Largest <= pixels);
            foreach (var axis in (HaloAxis[])[tiles.Columns, tiles.Rows])
            {
                Assert.AreEqual((0, axis.Length), (axis.First(0), axis.First(axis.Count)));
                for (int t = 0; t < axis.Count; t++)
                {
                    Assert.IsTrue(axis.Start(t) % multiple == 0 && (axis.End(t) % multiple == 0 || axis.End(t) == axis.Length));
                    Assert.IsTrue(axis.Start(t) == 0 || axis.First(t) - axis.Start(t) >= halo);
                    Assert.IsTrue(axis.End(t) == axis.Length || axis.End(t) - axis.First(t + 1) >= halo);
                    Assert.IsTrue(axis.First(t + 1) > axis.First(t) && axis.End(t) - axis.Start(t) <= axis.Longest
                        && axis.First(t + 1) - axis.Start(t) <= axis.LongestSeenAgain);
                }
            }
            if ((long)width * height <= pixels) Assert.AreEqual(1, tiles.Count);
            else Assert.IsTrue(tiles.Largest <= pixels || (tiles.Columns.Count, tiles.Rows.Count) == (HaloAxis.Most(width, halo), HaloAxis.Most(height, halo)));
            Assert.IsLessThanOrEqualTo(4.5 + (8.0 * multiple / Math.Min(width, height)), tiles.Cost);
        }
    }

    private static float[] Run(IgnProjector projector, ModelImage image, HaloTiles layout, int applications, int tiles)
    {
        var pieces = Pieces.Of(image, layout);
        Assert.AreEqual(tiles, pieces.Count);
        for (int i = 0; i < pieces.Count; i++)
        {
            float[] values = new float[pieces.Of(i).Shape.Size];
            pieces.Read(i, values);
            projector.Project(values, values, pieces.Of(i).Shape, applications);
            pieces.Write(i, values);
        }
        return pieces.Result().Values;
    }

    private static ModelImage Image(int width, int height, int channels)
    {
        var random = new Random(5);
        return new ModelImage(width, height, channels, [.. Enumerable.Range(0, width * height * channels).Select(_ => (random.NextSingle() * 2) - 1)]);
    }

    private static ModelImage Copy(ModelImage image) => image with { Values = [.. image.Values] };

    private static double Difference(float[] one, float[] other) => one.Zip(other, (a, b) => Math.Abs((double)a - b)).Max();
}
