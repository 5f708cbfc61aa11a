using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Ign.MLNet.Tests;

[TestClass]
public sealed class BatchedScoringTests
{
    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    [DataRow(1)]
    [DataRow(7)]
    [DataRow(64)]
    public void Every_row_gets_its_own_projection_and_keeps_its_other_columns(int batchSize)
    {
        var data = Rows.View(_ml, 150);
        using var stage = Fit(data, batchSize);
        var rows = _ml.Data.CreateEnumerable<Rows.FullRow>(stage.Transform(data), reuseRowObject: false).ToList();
        Assert.AreEqual(150, rows.Count);
        CollectionAssert.AreEqual(data.GetColumn<uint>("Category").ToList(), rows.ConvertAll(r => r.Category));
        foreach (var (row, original) in rows.Zip(Rows.Make(150)))
        {
            CollectionAssert.AreEqual(TestModels.Projected(original.Noisy), row.Clean);
            CollectionAssert.AreEqual(original.Noisy, row.Noisy);
            Assert.AreEqual(original.Index, row.Index);
            Assert.AreEqual(original.Text, row.Text);
            CollectionAssert.AreEqual(original.Extra, row.Extra);
            CollectionAssert.AreEqual(original.Words, row.Words);
            Assert.AreEqual(original.Day, row.Day);
        }
    }

    [TestMethod]
    public void Applications_are_repeated_inside_the_pipeline()
    {
        var data = Rows.View(_ml, 9);
        foreach (int applications in new[] { 2, 3 })
        {
            using var stage = _ml.Transforms.ProjectWithIgn("Clean", "Noisy", TestModels.Tiny, applications).Fit(data);
            foreach (var row in _ml.Data.CreateEnumerable<Rows.FullRow>(stage.Transform(data), reuseRowObject: false))
                CollectionAssert.AreEqual(TestModels.Projected(row.Noisy, applications), row.Clean);
        }
    }

    [TestMethod]
    public void The_batches_grow_so_that_looking_at_few_rows_computes_few()
    {
        var data = Rows.View(_ml, 1000);
        using var stage = Fit(data, 64);
        var result = stage.Transform(data);
        AssertImages(stage, 1, () => _ = _ml.Data.CreateEnumerable<Rows.CleanRow>(result, reuseRowObject: false).First());
        AssertImages(stage, 5, () => Assert.AreEqual(5, result.Preview(maxRows: 5).RowView.Length), slack: 16);
        AssertImages(stage, 1, () => _ = _ml.Data.CreateEnumerable<Rows.CleanRow>(_ml.Data.TakeRows(result, 1), reuseRowObject: false).ToList());
        long runs = stage.Session.Runs;
        AssertImages(stage, 1000, () => _ = _ml.Data.CreateEnumerable<Rows.CleanRow>(result, reuseRowObject: false).ToList());
        Assert.AreEqual(3 + (int)Math.Ceiling((1000 - 21) / 64.0), stage.Session.Runs - runs);
    }

    [TestMethod]
    public void Nothing_is_computed_and_the_input_is_not_read_for_a_column_that_nobody_asks_for()
    {
        var data = Rows.View(_ml, 50);
        using var stage = Fit(data, 8);
        var result = stage.Transform(data);
        Assert.AreEqual(50, result.GetColumn<int>("Index").Count());
        using (var cursor = result.GetRowCursor([]))
        {
            while (cursor.MoveNext()) Assert.IsFalse(cursor.IsColumnActive(result.Schema["Clean"]));
        }
        Assert.AreEqual(0, stage.Session.Runs);
    }

    [TestMethod]
    public void Nothing_is_computed_for_a_batch_whose_projections_nobody_reads()
    {
        var data = Rows.View(_ml, 50);
        using var stage = Fit(data, 8);
        var result = stage.Transform(data);
        using var cursor = result.GetRowCursor(result.Schema);
        var getter = cursor.GetGetter<VBuffer<float>>(result.Schema["Clean"]);
        while (cursor.MoveNext() && cursor.Position < 20) { }
        Assert.AreEqual(0, stage.Session.Runs);
        VBuffer<float> value = default;
        getter(ref value);
        getter(ref value);
        Assert.AreEqual(1, stage.Session.Runs);
        CollectionAssert.AreEqual(TestModels.Projected(TestModels.Image(20)), value.DenseValues().ToArray());
    }

    [TestMethod]
    public void Positions_and_row_ids_are_those_of_the_source()
    {
        var data = Rows.View(_ml, 30);
        using var stage = Fit(data, 4);
        var result = stage.Transform(data);
        using var source = data.GetRowCursor([]);
        using var cursor = result.GetRowCursor([result.Schema["Clean"]]);
        var sourceId = source.GetIdGetter();
        var id = cursor.GetIdGetter();
        Assert.AreEqual(-1, cursor.Position);
        DataViewRowId expected = default, found = default;
        while (source.MoveNext())
        {
            Assert.IsTrue(cursor.MoveNext());
            sourceId(ref expected);
            id(ref found);
            Assert.AreEqual(expected, found);
            Assert.AreEqual(source.Position, cursor.Position);
        }
        Assert.IsFalse(cursor.MoveNext());
        Assert.IsFalse(cursor.MoveNext());
        Assert.AreEqual(-1, cursor.Position);
    }

    [TestMethod]
    public void Shuffled_rows_keep_their_projections()
    {
        var data = _ml.Data.ShuffleRows(_ml.Data.Cache(Rows.View(_ml, 120)), seed: 3);
        using var stage = Fit(data, 16);
        var rows = _ml.Data.CreateEnumerable<Rows.CleanRow>(_ml.Data.ShuffleRows(stage.Transform(data), seed: 4), reuseRowObject: false).ToList();
        CollectionAssert.AreNotEqual(Enumerable.Range(0, 120).ToList(), rows.ConvertAll(r => r.Index));
        AssertProjected(rows, 120);
    }

    [TestMethod]
    public void Parallel_cursors_together_give_every_row_once_and_tell_its_batch()
    {
        var source = new ManyCursorView(_ml, rowsPerCursor: 20, cursors: 4);
        using var stage = Fit(source, 8);
        var result = stage.Transform(source);
        var cursors = result.GetRowCursorSet(result.Schema, 4);
        Assert.AreEqual(4, cursors.Length);
        var rows = new System.Collections.Concurrent.ConcurrentBag<(long Batch, Rows.CleanRow Row)>();
        Parallel.ForEach(cursors, cursor =>
        {
            using (cursor)
            {
                var index = cursor.GetGetter<int>(result.Schema["Index"]);
                var clean = cursor.GetGetter<VBuffer<float>>(result.Schema["Clean"]);
                VBuffer<float> buffer = default;
                int number = 0;
                while (cursor.MoveNext())
                {
                    index(ref number);
                    clean(ref buffer);
                    rows.Add((cursor.Batch, new Rows.CleanRow { Index = number, Clean = buffer.DenseValues().ToArray() }));
                }
            }
        });
        AssertProjected([.. rows.Select(r => r.Row)], 80);
        foreach (var (batch, row) in rows) Assert.AreEqual(row.Index / 20, batch);
    }

    [TestMethod]
    public void A_column_that_cannot_be_copied_passes_through_row_by_row()
    {
        var rows = Enumerable.Range(0, 5).Select(i => new HandleRow { Noisy = TestModels.Image(i), Handle = new Handle { Number = i } });
        var data = _ml.Data.LoadFromEnumerable(rows.ToList());
        using var stage = Fit(data, 64);
        var result = _ml.Data.CreateEnumerable<HandleCleanRow>(stage.Transform(data), reuseRowObject: false).ToList();
        Assert.AreEqual(5, stage.Session.Runs);
        for (int i = 0; i < 5; i++)
        {
            Assert.AreEqual(i, result[i].Handle!.Number);
            CollectionAssert.AreEqual(TestModels.Projected(TestModels.Image(i)), result[i].Clean);
        }
    }

    [TestMethod]
    public void Asking_a_cursor_for_the_wrong_thing_is_an_error()
    {
        var data = Rows.View(_ml, 5);
        using var stage = Fit(data, 4);
        var result = stage.Transform(data);
        using var cursor = result.GetRowCursor([result.Schema["Clean"], result.Schema["Index"]]);
        Assert.ThrowsExactly<InvalidOperationException>(() => cursor.GetGetter<float>(result.Schema["Clean"]));
        Assert.ThrowsExactly<InvalidOperationException>(() => cursor.GetGetter<float>(result.Schema["Index"]));
        Assert.ThrowsExactly<ArgumentException>(() => cursor.GetGetter<ReadOnlyMemory<char>>(result.Schema["Text"]));
        VBuffer<float> value = default;
        Assert.ThrowsExactly<InvalidOperationException>(() => cursor.GetGetter<VBuffer<float>>(result.Schema["Clean"])(ref value));
        cursor.Dispose();
        cursor.Dispose();
        Assert.ThrowsExactly<ObjectDisposedException>(() => cursor.MoveNext());
    }

    [TestMethod]
    public void A_cursor_that_is_open_outlives_the_transformer_and_a_new_one_is_refused()
    {
        var data = Rows.View(_ml, 40);
        var stage = Fit(data, 4);
        var result = stage.Transform(data);
        using (var cursor = result.GetRowCursor(result.Schema))
        {
            var getter = cursor.GetGetter<VBuffer<float>>(result.Schema["Clean"]);
            Assert.IsTrue(cursor.MoveNext());
            stage.Dispose();
            stage.Dispose();
            VBuffer<float> value = default;
            while (cursor.MoveNext()) getter(ref value);
            CollectionAssert.AreEqual(TestModels.Projected(TestModels.Image(39)), value.DenseValues().ToArray());
        }
        Assert.IsNull(stage.Session.TryLease());
        Assert.ThrowsExactly<ObjectDisposedException>(() => result.GetRowCursor(result.Schema));
        Assert.ThrowsExactly<ObjectDisposedException>(() => stage.Transform(data));
    }

    [TestMethod]
    public void Transformers_of_one_estimator_share_the_loaded_network()
    {
        var data = Rows.View(_ml, 1);
        var estimator = _ml.Transforms.ProjectWithIgn("Clean", "Noisy", TestModels.Alone());
        var first = estimator.Fit(data);
        var second = estimator.Fit(data);
        Assert.AreSame(first.Session, second.Session);
        first.Dispose();
        AssertProjected([.. _ml.Data.CreateEnumerable<Rows.CleanRow>(second.Transform(data), reuseRowObject: false)], 1);
        second.Dispose();
        using var third = estimator.Fit(data);
        Assert.AreNotSame(first.Session, third.Session);
    }

    [TestMethod]
    public void A_trainer_and_cross_validation_run_behind_the_stage()
    {
        var data = _ml.Data.LoadFromEnumerable(Enumerable.Range(0, 60).Select(i => new LabelledRow { Noisy = TestModels.Image(i), Label = i % 2 == 0 }));
        var pipeline = _ml.Transforms.ProjectWithIgn("Clean", "Noisy", TestModels.Tiny)
            .Append(_ml.BinaryClassification.Trainers.LbfgsLogisticRegression(featureColumnName: "Clean"));
        var folds = _ml.BinaryClassification.CrossValidate(data, pipeline, numberOfFolds: 3);
        Assert.AreEqual(3, folds.Count);
        foreach (var fold in folds) Assert.IsNotNull(fold.Model.Transform(data).Preview(maxRows: 3));
    }

    private IgnProjectionTransformer Fit(IDataView data, int batchSize) =>
        _ml.Transforms.ProjectWithIgn(TestModels.Alone(),
            new IgnProjectionOptions { OutputColumn = "Clean", InputColumn = "Noisy", BatchSize = batchSize, IntraOpThreads = 1 }).Fit(data);

    private static void AssertProjected(List<Rows.CleanRow> rows, int count)
    {
        CollectionAssert.AreEquivalent(Enumerable.Range(0, count).ToList(), rows.ConvertAll(r => r.Index));
        foreach (var row in rows) CollectionAssert.AreEqual(TestModels.Projected(TestModels.Image(row.Index)), row.Clean);
    }

    private static void AssertImages(IgnProjectionTransformer stage, long expected, Action read, long slack = 0)
    {
        long before = stage.Session.Images;
        read();
        long computed = stage.Session.Images - before;
        Assert.IsTrue(computed >= expected && computed <= expected + slack, $"{computed} images were computed, expected {expected} (+{slack}).");
    }

    private sealed class LabelledRow
    {
        [VectorType(96)]
        public float[] Noisy { get; set; } = [];

        public bool Label { get; set; }
    }

    private sealed class HandleRow
    {
        [VectorType(96)]
        public float[] Noisy { get; set; } = [];

        [HandleColumn]
        public Handle? Handle { get; set; }
    }

    private sealed class HandleCleanRow
    {
        [HandleColumn]
        public Handle? Handle { get; set; }

        public float[] Clean { get; set; } = [];
    }

    /// <summary>A value of a type of the user's own, registered with ML.NET.</summary>
    private sealed class Handle
    {
        internal int Number { get; init; }
    }

    private sealed class HandleType() : StructuredDataViewType(typeof(Handle))
    {
        public override bool Equals(DataViewType? other) => other is HandleType;

        public override int GetHashCode() => 1;
    }

    private sealed class HandleColumnAttribute : DataViewTypeAttribute
    {
        public override void Register() => DataViewTypeManager.Register(new HandleType(), typeof(Handle), this);

        public override bool Equals(DataViewTypeAttribute? other) => other is HandleColumnAttribute;

        public override int GetHashCode() => 1;
    }
}
