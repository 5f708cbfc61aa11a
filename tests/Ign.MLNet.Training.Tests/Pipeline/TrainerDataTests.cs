using Ign.MLNet.Evaluation;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Ign.MLNet.Training.Tests;

/// <summary>Columns that a trainer takes, and what it says of those that it does not.</summary>
[TestClass]
public sealed class TrainerDataTests
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly List<string> _warnings = [];

    [TestMethod]
    public void The_shape_comes_from_the_dimensions_of_the_column()
    {
        var rows = Enumerable.Range(0, 40).Select(i => new Shapes.PictureRow { Pixels = Shapes.Image(i) });
        using var stage = Fit(_ml.Data.LoadFromEnumerable(rows), Shapes.OfColumn);
        Assert.AreEqual(Shapes.Shape, stage.Model.Shape);
        var output = stage.Transform(_ml.Data.LoadFromEnumerable(rows)); // the output's dimensions are (1, C, H, W)
        using var second = _ml.Transforms.TrainIgnProjection("Again", "Restored", Shapes.OfColumn with { Warn = _ => { } }).Fit(output);
        Assert.AreEqual(Shapes.Shape, second.Model.Shape);
    }

    [TestMethod]
    public void A_flat_vector_needs_its_shape_said()
    {
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Fit(Shapes.View(_ml, 40), Shapes.OfColumn));
        StringAssert.StartsWith(error.Message, "Schema mismatch for input column 'Pixels': expected a known-sized vector of Single or Byte with dimensions (channels, height, width), images of known size, or the shape in IgnTrainerOptions.Training, got Vector<Single, 256>");
    }

    [TestMethod]
    public void A_column_of_another_size_or_type_is_described()
    {
        var size = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() =>
            Fit(Shapes.View(_ml, 40), Shapes.Quick.Train(t => t with { Network = StandardNetworks.Restoring(new(1, 28, 28), 4, 8) })));
        StringAssert.StartsWith(size.Message,
            "Schema mismatch for input column 'Pixels': expected Vector<Single, 784>, Vector<Byte, 784> or Image<28, 28> (1x28x28), got Vector<Single, 256>");
        var type = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() =>
            _ml.Transforms.TrainIgnProjection("Restored", "Label", Shapes.Quick).Fit(Shapes.View(_ml, 40)));
        StringAssert.StartsWith(type.Message,
            "Schema mismatch for input column 'Label': expected Vector<Single, 256>, Vector<Byte, 256> or Image<16, 16> (1x16x16), got String");
    }

    [TestMethod]
    public void Sides_that_no_standard_network_takes_are_described()
    {
        var rows = _ml.Data.LoadFromEnumerable(Enumerable.Range(0, 40).Select(_ => new OddRow()));
        var sides = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Fit(rows, Shapes.OfColumn));
        StringAssert.StartsWith(sides.Message,
            "Schema mismatch for input column 'Pixels': expected images with sides that are multiples of 4, got Vector<Single, 30, 30> (1x30x30)");
        using var own = Fit(rows, Shapes.Quick.Train(t => t with { Network = new("conv", new(1, 30, 30), [new Networks.Conv(1, 1, 3, 1, 1)]) }));
        Assert.AreEqual("conv", own.Model.Card.Name);
    }

    [TestMethod]
    public void Interleaved_pixels_are_warned_of()
    {
        var rows = Enumerable.Range(0, 40).Select(i => new InterleavedRow { Pixels = [.. Shapes.Image(i)[..192]] });
        using (Fit(_ml.Data.LoadFromEnumerable(rows), Shapes.Quick.Train(t => t with { Network = StandardNetworks.Restoring(new(3, 8, 8), 4, 8) }))) { }
        StringAssert.Contains(_warnings.Single(), "Column 'Pixels' has dimensions 8x8x3, but its values are read channel after channel");
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Fit(_ml.Data.LoadFromEnumerable(rows), Shapes.OfColumn));
        StringAssert.Contains(error.Message, "got Vector<Single, 8, 8, 3>");
    }

    [TestMethod]
    public void Bytes_dense_and_sparse_vectors_give_the_same_network()
    {
        var levels = Enumerable.Range(0, 40).Select(i => Shapes.Image(i).Select(v => PixelRange.ToByte(v) / 127.5f - 1f).ToArray()).ToList();
        using var bytes = Fit(Shapes.Bytes(_ml, 40), Shapes.Quick);
        using var dense = Fit(Shapes.View(_ml, levels), Shapes.Quick);
        var definition = SchemaDefinition.Create(typeof(SparseRow));
        definition[0].ColumnType = new VectorDataViewType(NumberDataViewType.Single, 256);
        using var sparse = Fit(_ml.Data.LoadFromEnumerable(levels.Select(SparseRow.Of), definition), Shapes.Quick);
        Assert.AreEqual(bytes.Model.Card.WeightsHash, dense.Model.Card.WeightsHash);
        Assert.AreEqual(dense.Model.Card.WeightsHash, sparse.Model.Card.WeightsHash);
        Assert.IsEmpty(_warnings);
    }

    [TestMethod]
    public void A_column_from_0_to_255_gives_a_stage_on_0_to_255()
    {
        var images = Enumerable.Range(0, 40).Select(i => Shapes.Image(i).Select(v => (v + 1) * 127.5f).ToArray()).ToList();
        using var stage = Fit(Shapes.View(_ml, images), Shapes.Quick with { Minimum = 0, Maximum = 255 });
        Assert.AreEqual((0f, 255f), (stage.Model.Card.Minimum, stage.Model.Card.Maximum));
        var restored = stage.Transform(Shapes.View(_ml, images)).GetColumn<float[]>("Restored").ToList();
        double error = restored.Zip(images, (r, x) => r.Zip(x, (a, b) => (double)Math.Abs(a - b)).Average()).Average();
        Assert.IsLessThan(20, error, "A clean image stays nearly what it is.");
        Assert.AreEqual(error / 127.5, stage.Model.Card.Quality["held_out.reconstruction"], 0.05);
    }

    [TestMethod]
    public void Values_far_outside_of_the_range_are_refused()
    {
        var images = Enumerable.Range(0, 40).Select(i => Shapes.Image(i).Select(v => i == 5 ? (v + 1) * 127.5f : v).ToArray());
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Fit(Shapes.View(_ml, images), Shapes.Quick));
        StringAssert.StartsWith(error.Message, "Column 'Pixels': expected values from -1 to 1, got ");
        StringAssert.Contains(error.Message,
            " in row 5. Set Minimum and Maximum of IgnTrainerOptions to what black and white are in this column, for example 0 and 255, or scale it.");
    }

    [TestMethod]
    public void Values_a_little_outside_are_cut_and_half_a_range_is_noticed()
    {
        using (Fit(Shapes.View(_ml, Enumerable.Range(0, 40).Select(i => Shapes.Image(i).Select((v, p) => p == 7 ? 1.25f : v).ToArray())), Shapes.Quick)) { }
        Assert.AreEqual("Column 'Pixels': 40 values are outside of -1 to 1 and were cut to it.", _warnings.Single());
        _warnings.Clear();
        using (Fit(Shapes.View(_ml, Enumerable.Range(0, 40).Select(i => Shapes.Image(i).Select(v => (v + 1) / 2).ToArray())), Shapes.Quick)) { }
        StringAssert.StartsWith(_warnings.Single(), "Column 'Pixels': all values lie between 0");
        StringAssert.Contains(_warnings.Single(), "in half of the stated range -1 to 1 or less. Set Minimum and Maximum");
    }

    [TestMethod]
    public void Rows_with_missing_values_are_skipped()
    {
        var images = Enumerable.Range(0, 40).Select(Shapes.Image).ToList();
        var damaged = images.ToList();
        damaged.Insert(3, [.. Shapes.Image(90).Select((v, p) => p == 255 ? float.NaN : v)]);
        damaged.Insert(20, [.. Shapes.Image(91).Select((v, p) => p == 0 ? float.PositiveInfinity : v)]);
        using var stage = Fit(Shapes.View(_ml, damaged), Shapes.Quick);
        using var clean = Fit(Shapes.View(_ml, images), Shapes.Quick);
        Assert.AreEqual("Skipped 2 rows with missing or infinite values in column 'Pixels' during training.", _warnings.Single());
        Assert.AreEqual(clean.Model.Hash, stage.Model.Hash);
    }

    [TestMethod]
    public void Empty_and_tiny_data_are_refused()
    {
        StringAssert.StartsWith(Error(Shapes.View(_ml, 0)), "Training set has 0 instances, aborting training");
        StringAssert.StartsWith(Error(Shapes.View(_ml, [[.. Shapes.Image(1).Select(_ => float.NaN)]])), "Training set has 0 instances, aborting training");
        Assert.AreEqual("Column 'Pixels' holds 16 images, too few: 16 are held out and at least 1 must be left to learn from.", Error(Shapes.View(_ml, 16)));
        string Error(IDataView data) => Assert.ThrowsExactly<InvalidOperationException>(() => Fit(data, Shapes.Quick)).Message;
    }

    [TestMethod]
    public void Two_rows_are_enough_with_a_warning()
    {
        using var stage = Fit(Shapes.View(_ml, 2), Shapes.Quick.Train(t => t with { HeldOut = null }));
        Assert.AreEqual("Column 'Pixels' holds 1 images to learn from, fewer than the 16 of one step: each is repeated within it.", _warnings.Single());
        Assert.AreEqual(1, stage.Model.Card.Quality["held_out.images"]);
    }

    [TestMethod]
    [DataRow(true, 40 * 256 * 4)]
    [DataRow(false, 40 * 256 * 4)]
    public void More_images_than_the_memory_limit_are_refused(bool countIsKnown, int enough)
    {
        var rows = Enumerable.Range(0, 40).Select(i => new Shapes.Row { Pixels = Shapes.Image(i) });
        var data = _ml.Data.LoadFromEnumerable(countIsKnown ? rows.ToList() : rows);
        Assert.AreEqual(countIsKnown, data.GetRowCount() is not null);
        using (Fit(data, Shapes.Quick with { MemoryLimit = enough })) { }
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => Fit(data, Shapes.Quick with { MemoryLimit = enough - 1 }));
        StringAssert.StartsWith(error.Message, "Column 'Pixels' holds more images than fit: 39 of 1x16x16 take 40,959 bytes. Train on fewer rows (mlContext.Data.TakeRows), or raise IgnTrainerOptions.MemoryLimit.");
    }

    private IgnProjectionTransformer Fit(IDataView data, IgnTrainerOptions options) =>
        _ml.Transforms.TrainIgnProjection("Restored", "Pixels", options with { Warn = options.Warn ?? _warnings.Add }).Fit(data);

    private sealed class InterleavedRow
    {
        [VectorType(8, 8, 3)]
        public float[] Pixels { get; set; } = [];
    }

    private sealed class OddRow
    {
        [VectorType(30, 30)]
        public float[] Pixels { get; set; } = [.. Enumerable.Range(0, 900).Select(i => i % 2 * 1.6f - 0.8f)];
    }

    private sealed class SparseRow
    {
        public VBuffer<float> Pixels { get; set; }

        internal static SparseRow Of(float[] image)
        {
            int[] filled = [.. Enumerable.Range(0, image.Length).Where(i => image[i] != 0)];
            return new SparseRow { Pixels = new VBuffer<float>(image.Length, filled.Length, [.. filled.Select(i => image[i])], filled) };
        }
    }
}
