using Microsoft.ML;
using Microsoft.ML.Data;

namespace Ign.MLNet.Tests;

/// <summary>One network on several threads, and on one thread for each cursor of a set.</summary>
[TestClass]
public sealed class ThreadTests
{
    private readonly MLContext _ml = new();

    [TestMethod]
    [DataRow(1, 1)]
    [DataRow(3, 1)]
    [DataRow(3, 4)]
    [DataRow(2, 16)]
    [DataRow(5, 7)]
    public void However_many_threads_there_are_every_row_has_the_same_bits(int threads, int batchSize)
    {
        var data = Rows.View(_ml, 73);
        using var stage = Fit(data, threads, batchSize);
        int i = 0;
        foreach (var row in _ml.Data.CreateEnumerable<Row>(stage.Transform(data), reuseRowObject: false))
        {
            CollectionAssert.AreEqual(TestModels.Projected(TestModels.Image(i), 2), row.Clean);
            Assert.AreEqual(IgnProjector.Displacement(TestModels.Image(i), row.Clean), row.Moved);
            Assert.AreEqual(IgnProjector.Displacement(row.Clean, TestModels.Projected(TestModels.Image(i), 3)), row.Rest);
            i++;
        }
        Assert.AreEqual(73, i);
    }

    [TestMethod]
    public void A_projector_and_a_set_of_cursors_give_the_same_bits_too()
    {
        float[] images = TestModels.Images(50), expected = TestModels.Projected(images, 2);
        using var projector = new IgnProjector(TestModels.Tiny, new IgnProjectorOptions { IntraOpThreads = 3, BatchSize = 4 });
        CollectionAssert.AreEqual(expected, projector.Project(images, 2));
        var data = new ManyCursorView(_ml, 10, 5);
        using var stage = Fit(data, 3, 4);
        var result = stage.Transform(data);
        var cursors = result.GetRowCursorSet(result.Schema, 4);
        Assert.IsGreaterThan(1, cursors.Length);
        Parallel.ForEach(cursors, cursor =>
        {
            using (cursor)
            {
                var clean = cursor.GetGetter<VBuffer<float>>(result.Schema["Clean"]);
                var index = cursor.GetGetter<int>(result.Schema["Index"]);
                VBuffer<float> image = default;
                int number = 0;
                while (cursor.MoveNext())
                {
                    clean(ref image);
                    index(ref number);
                    CollectionAssert.AreEqual(expected[(number * 96)..((number + 1) * 96)], image.DenseValues().ToArray());
                }
            }
        });
    }

    [TestMethod]
    public void Each_cursor_of_a_set_is_content_with_one_thread_and_a_cursor_alone_is_not()
    {
        var data = new ManyCursorView(_ml, 4, 2);
        using var stage = _ml.Transforms.ProjectWithIgn(TestModels.Alone(),
            new IgnProjectionOptions { OutputColumn = "Clean", InputColumn = "Noisy", IntraOpThreads = 2 }).Fit(data);
        var result = stage.Transform(data);
        Read(result.GetRowCursor(result.Schema));
        Assert.IsFalse(stage.Session.HasRunBesideOthers);
        foreach (var cursor in result.GetRowCursorSet(result.Schema, 2)) Read(cursor);
        Assert.IsTrue(stage.Session.HasRunBesideOthers);

        void Read(DataViewRowCursor cursor)
        {
            using (cursor)
            {
                VBuffer<float> image = default;
                var clean = cursor.GetGetter<VBuffer<float>>(result.Schema["Clean"]);
                while (cursor.MoveNext()) clean(ref image);
            }
        }
    }

    private IgnProjectionTransformer Fit(IDataView data, int threads, int batchSize) => _ml.Transforms.ProjectWithIgn(TestModels.Tiny, new IgnProjectionOptions
    {
        OutputColumn = "Clean",
        InputColumn = "Noisy",
        DisplacementColumn = "Moved",
        ResidualColumn = "Rest",
        Applications = 2,
        BatchSize = batchSize,
        IntraOpThreads = threads,
    }).Fit(data);

    private sealed class Row
    {
        public float[] Clean { get; set; } = [];

        public float Moved { get; set; }

        public float Rest { get; set; }
    }
}
