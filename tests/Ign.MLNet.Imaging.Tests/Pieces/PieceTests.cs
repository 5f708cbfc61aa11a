using Ign.MLNet.Networks;

namespace Ign.MLNet.Imaging.Tests;

[TestClass]
public sealed class PieceTests
{
    [TestMethod]
    public void Tiles_cover_the_side_evenly_and_share_at_least_the_overlap()
    {
        for (int tile = 1; tile <= 12; tile++)
            for (int overlap = 0; overlap <= tile / 2; overlap++)
                for (int length = 1; length <= 70; length++)
                {
                    var axis = new TileAxis(length, tile, overlap);
                    string what = $"length {length}, tile {tile}, overlap {overlap}";
                    var steps = axis.Starts.Zip(axis.Starts[1..], (a, b) => b - a).ToArray();
                    Assert.AreEqual(0, axis.Starts[0], what);
                    Assert.AreEqual(Math.Max(0, length - tile), axis.Starts[^1], what);
                    Assert.IsTrue(steps.All(s => s >= 1 && s <= tile - overlap), what);
                    if (steps.Length > 0) Assert.IsLessThanOrEqualTo(1, steps.Max() - steps.Min(), what);

                    var sum = new double[length];
                    for (int t = 0; t < axis.Starts.Length; t++)
                        for (int i = 0; i < axis.Covered; i++) sum[axis.Starts[t] + i] += axis.Weight(t)[i];
                    Assert.IsTrue(sum.All(s => Math.Abs(s - 1) < 1e-6), what);
                }
    }

    [TestMethod]
    public void A_side_that_is_too_short_is_mirrored_as_often_as_it_takes()
    {
        var axis = new TileAxis(3, 10, 2);
        CollectionAssert.AreEqual((int[])[2, 1, 0, 0, 1, 2, 2, 1, 0, 0], Enumerable.Range(0, 10).Select(i => axis.Source(0, i)).ToArray());
        var one = new TileAxis(1, 5, 2);
        Assert.IsTrue(Enumerable.Range(0, 5).All(i => one.Source(0, i) == 0));
    }

    [TestMethod]
    [DataRow(1, 1)]
    [DataRow(1, 40)]
    [DataRow(3, 2)]
    [DataRow(8, 6)]
    [DataRow(9, 6)]
    [DataRow(31, 17)]
    [DataRow(64, 48)]
    [DataRow(5, 100)]
    public void Tiles_that_the_model_leaves_alone_give_the_image_back(int width, int height)
    {
        foreach (int channels in (int[])[1, 3])
            foreach (int overlap in (int[])[0, 1, 2, 3])
            {
                var image = Image16(width, height, channels);
                var before = (float[])image.Values.Clone();
                var shape = new TensorShape(channels, 6, 8);
                foreach (int ahead in (int[])[1, 3, 1000])
                {
                    var after = Run(Pieces.Of(image, shape, FitMode.Tile, overlap), shape, ahead, (_, v) => v).Values;
                    CollectionAssert.AreEqual(before.Select(To16).ToArray(), after.Select(To16).ToArray(), $"overlap {overlap}, {ahead} ahead");
                }
            }
    }

    [TestMethod]
    public void How_far_reading_is_ahead_of_writing_changes_nothing()
    {
        var shape = new TensorShape(3, 6, 8);
        foreach (var (width, height) in ((int, int)[])[(31, 29), (8, 50), (50, 6), (3, 20), (9, 7)])
        {
            var results = ((int[])[1, 2, 5, 1000]).Select(ahead =>
                Run(Pieces.Of(Image16(width, height, 3), shape, FitMode.Tile, 2), shape, ahead, (i, v) => (v * v) - (i * 0.01f)).Values).ToArray();
            foreach (var result in results[1..]) CollectionAssert.AreEqual(results[0], result);
        }
    }

    [TestMethod]
    public void Tiles_see_the_input_and_never_a_result()
    {
        var shape = new TensorShape(1, 6, 8);
        var image = Image16(40, 37, 1);
        var pieces = Pieces.Of(image, shape, FitMode.Tile, 3);
        var tile = new float[shape.Size];
        for (int i = 0; i < pieces.Count; i++)
        {
            pieces.Read(i, tile);
            Assert.IsTrue(tile.All(v => v <= 1), "Results are 99.");
            Array.Fill(tile, 99);
            pieces.Write(i, tile);
        }
        Assert.IsTrue(pieces.Result().Values.All(v => Math.Abs(v - 99) < 1e-3));
    }

    [TestMethod]
    public void A_model_that_is_off_at_its_borders_leaves_no_seams_where_tiles_overlap()
    {
        // Each tile is off by another constant, as border effects make it; the worst case of what blending must hide.
        double blended = SeamEnergy(overlap: 8), cut = SeamEnergy(overlap: 0);
        Assert.IsLessThan(1.5, blended, $"blended {blended:0.00}, cut {cut:0.00}");
        Assert.IsGreaterThan(5.0, cut, $"blended {blended:0.00}, cut {cut:0.00}");
    }

    [TestMethod]
    [DataRow(64, 48)]
    [DataRow(5, 3)]
    [DataRow(257, 1)]
    [DataRow(1, 1)]
    public void A_resized_image_comes_back_in_its_size_and_range(int width, int height)
    {
        var shape = new TensorShape(3, 9, 16);
        var image = Image16(width, height, 3);
        var pieces = Pieces.Of(image, shape, FitMode.Resize, 0);
        Assert.AreEqual(1, pieces.Count);
        var small = new float[shape.Size];
        pieces.Read(0, small);
        Assert.IsTrue(small.All(v => v is >= -1 and <= 1));
        Array.Fill(small, 0.25f);
        pieces.Write(0, small);
        var result = pieces.Result();
        Assert.AreEqual((width, height), (result.Width, result.Height));
        Assert.IsTrue(result.Values.All(v => Math.Abs(v - 0.25f) < 1e-5));
    }

    [TestMethod]
    public void Channels_stay_apart_when_resized()
    {
        var shape = new TensorShape(3, 4, 4);
        var image = new ModelImage(7, 5, 3, [.. Enumerable.Range(0, 7 * 5 * 3).Select(i => (i % 3) - 1f)]);
        var pieces = Pieces.Of(image, shape, FitMode.Resize, 0);
        var small = new float[shape.Size];
        pieces.Read(0, small);
        for (int i = 0; i < small.Length; i++) Assert.AreEqual((i / 16) - 1f, small[i], 1e-6f);
        pieces.Write(0, small);
        for (int i = 0; i < image.Values.Length; i++) Assert.AreEqual((i % 3) - 1f, pieces.Result().Values[i], 1e-5f);
    }

    [TestMethod]
    public void An_image_of_another_size_does_not_fit_exactly()
    {
        string reason = Assert.ThrowsExactly<ImageFileException>(() => Pieces.Of(Image16(9, 7, 1), new TensorShape(1, 8, 8), FitMode.Exact, 2)).Message;
        StringAssert.StartsWith(reason, "has 9x7 pixels, but the model takes 8x8");
        StringAssert.Contains(reason, "--fit");
        var shape = new TensorShape(3, 7, 9);
        var image = Image16(9, 7, 3);
        CollectionAssert.AreEqual(image.Values.Select(v => -v).ToArray(),
            Run(Pieces.Of(Image16(9, 7, 3), shape, FitMode.Exact, 0), shape, 1, (_, v) => -v).Values);
    }

    [TestMethod]
    public void The_overlap_is_bounded_and_a_quarter_by_itself()
    {
        Assert.AreEqual(7, Pieces.DefaultOverlap(new TensorShape(1, 28, 64)));
        Assert.AreEqual(0, Pieces.DefaultOverlap(new TensorShape(1, 1, 64)));
        foreach (int overlap in (int[])[-1, 5])
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Pieces.Of(Image16(20, 20, 1), new TensorShape(1, 8, 8), FitMode.Tile, overlap));
    }

    /// <summary>
    /// Mean square of the second differences along rows where one tile ends or begins, divided by that everywhere else, for a smooth gradient with
    /// a little texture.
    /// </summary>
    private static double SeamEnergy(int overlap)
    {
        const int Size = 32, Width = 6 * Size, Height = 2 * Size; // without an overlap, tiles only touch
        var shape = new TensorShape(1, Size, Size);
        var random = new Random(11);
        var values = new float[Width * Height];
        for (int i = 0; i < values.Length; i++)
            values[i] = (0.5f * (i % Width) / Width) + (0.3f * (i / Width) / Height) + (0.01f * (random.NextSingle() - 0.5f));
        var result = Run(Pieces.Of(new ModelImage(Width, Height, 1, values), shape, FitMode.Tile, overlap), shape, 4, (tile, v) =>
            v + (tile % 3 * 0.03f)).Values;
        var ends = new HashSet<int>();
        foreach (int start in new TileAxis(Width, Size, overlap).Starts)
            foreach (int edge in (int[])[start, start + Size])
                ends.UnionWith([edge - 1, edge]);
        double seams = 0, rest = 0;
        int seamCount = 0, restCount = 0;
        for (int y = 0; y < Height; y++)
            for (int x = 1; x < Width - 1; x++)
            {
                int at = (y * Width) + x;
                double energy = Math.Pow(result[at - 1] - (2 * result[at]) + result[at + 1], 2);
                if (ends.Contains(x)) (seams, seamCount) = (seams + energy, seamCount + 1);
                else (rest, restCount) = (rest + energy, restCount + 1);
            }
        return seams / seamCount / (rest / restCount);
    }

    private static ModelImage Run(IPieces pieces, TensorShape shape, int ahead, Func<int, float, float> model)
    {
        for (int first = 0; first < pieces.Count; first += ahead)
        {
            int count = Math.Min(ahead, pieces.Count - first);
            var batch = new float[count][];
            for (int i = 0; i < count; i++) pieces.Read(first + i, batch[i] = new float[shape.Size]);
            for (int i = 0; i < count; i++) pieces.Write(first + i, [.. batch[i].Select(v => model(first + i, v))]);
        }
        return pieces.Result();
    }

    private static ModelImage Image16(int width, int height, int channels)
    {
        var random = new Random(5);
        return new ModelImage(width, height, channels, [.. Enumerable.Range(0, width * height * channels).Select(_ => (random.Next(65536) / 32767.5f) - 1)]);
    }

    private static int To16(float value) => (int)MathF.Round((value + 1) * 32767.5f);
}
