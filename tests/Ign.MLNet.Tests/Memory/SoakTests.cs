using Microsoft.ML;
using Microsoft.ML.Data;

namespace Ign.MLNet.Tests;

/// <summary>A service that runs for a long time: everything a stage is used for, again and again, in one process.</summary>
[TestClass]
[DoNotParallelize]
public sealed class SoakTests
{
    private const int RowsPerPass = 1000, MeasuredRows = 200_000, RowsPerSample = 4_000;

    // The just-in-time compiler goes on for some hundred thousand rows, which costs 10 to 20 MB once.
    private const int WarmUpRows = 400_000;

    // MB per 10,000 rows. Measured with nothing lost: +0.04 to +0.13 and within 0.0004. Losing the sessions of disposed stages: +3.6 and +0.008;
    // keeping one array of each discarded set of buffers: +0.1 and +0.076. Lost native views are too small for this: see NativeViewTests.
    private const double MostResident = 0.5, MostManaged = 0.005;

    // Small batches, so that something that is lost with each of them is lost often.
    private const int BatchSize = 8;

    private readonly MLContext _ml = new(seed: 1);
    private readonly MLContext _loading = SavedModels.Registered();
    private readonly List<Rows.ImageRow> _rows = [.. Rows.Make(RowsPerPass)];
    private readonly IgnModel _model = TestModels.Alone();
    private IDataView _data = null!;

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [TestCategory("Long")]
    public void Two_hundred_thousand_rows_cost_no_memory()
    {
        int sessions = SharedSession.Alive;
        _data = _ml.Data.LoadFromEnumerable(_rows);
        var trend = new MemoryTrend();
        using (var stage = Fit())
        {
            for (long rows = -WarmUpRows, next = 0; rows < MeasuredRows; rows += Round(stage))
            {
                if (rows < next) continue;
                trend.Sample(rows);
                next = rows + RowsPerSample;
            }
            Assert.AreEqual(sessions + 1, SharedSession.Alive, "Sessions of engines, cursors or loaded models are left.");
        }
        TestContext.WriteLine(trend.ToString());
        Assert.AreEqual(sessions, SharedSession.Alive);
        Assert.IsGreaterThanOrEqualTo(30, trend.Samples);
        Assert.IsLessThan(MostManaged, trend.Managed);
        Assert.IsLessThan(MostResident, trend.Resident);
    }

    /// <summary>Everything once. Gives how many rows were projected.</summary>
    private long Round(IgnProjectionTransformer stage)
    {
        long rows = 0;
        var result = stage.Transform(_data);
        rows += Read(result, RowsPerPass);
        // Left in the ramp, in the middle of a batch, at its end, and before the first row.
        foreach (int count in (int[])[0, 1, 3, 5, 100, 101, 105]) rows += Read(result, count);
        rows += ReadInterleaved(result);
        rows += ReadSet(stage);
        rows += Predict(stage);
        using var zip = new MemoryStream();
        _ml.Model.Save(stage, _data.Schema, zip);
        zip.Position = 0;
        var loaded = _loading.Model.Load(zip, out _);
        rows += Read(loaded.Transform(_data), 300);
        ((IDisposable)loaded).Dispose();
        using (var another = Fit()) rows += Read(another.Transform(_data), 300);
        return rows;
    }

    private static long Read(IDataView result, int count)
    {
        using var cursor = result.GetRowCursor(result.Schema);
        var reader = new Reader(cursor);
        while (reader.Rows < count && reader.Next()) { }
        return reader.Rows;
    }

    /// <summary>Several cursors at once, of which each is left somewhere else.</summary>
    private static long ReadInterleaved(IDataView result)
    {
        DataViewRowCursor[] cursors = [.. Enumerable.Range(0, 4).Select(_ => result.GetRowCursor(result.Schema))];
        Reader[] readers = [.. cursors.Select(c => new Reader(c))];
        for (int i = 0; i < 150; i++)
            for (int c = 0; c < cursors.Length; c++) if (i < 50 + 33 * c) readers[c].Next();
        foreach (var cursor in cursors)
        {
            cursor.Dispose();
            cursor.Dispose();
        }
        return readers.Sum(r => r.Rows);
    }

    private long ReadSet(IgnProjectionTransformer stage)
    {
        var data = new ManyCursorView(_ml, 100, 2);
        var result = stage.Transform(data);
        var cursors = result.GetRowCursorSet(result.Schema, 2);
        Reader[] readers = [.. cursors.Select(c => new Reader(c))];
        Parallel.ForEach(readers, reader =>
        {
            while (reader.Next()) { }
        });
        foreach (var cursor in cursors) cursor.Dispose();
        return readers.Sum(r => r.Rows);
    }

    private long Predict(IgnProjectionTransformer stage)
    {
        var options = new Microsoft.ML.PredictionEngineOptions { OwnsTransformer = false };
        using var engine = _ml.Model.CreatePredictionEngine<Rows.ImageRow, Rows.CleanRow>(stage, options);
        for (int i = 0; i < 50; i++) engine.Predict(_rows[i]);
        return 50;
    }

    private IgnProjectionTransformer Fit() => _ml.Transforms.ProjectWithIgn(_model, new IgnProjectionOptions
    {
        OutputColumn = "Clean",
        InputColumn = "Noisy",
        DisplacementColumn = "Moved",
        ResidualColumn = "Rest",
        Applications = 2,
        BatchSize = BatchSize,
        IntraOpThreads = 2,
    }).Fit(_data);

    /// <summary>Reads the created columns and one that passes through.</summary>
    private sealed class Reader(DataViewRowCursor cursor)
    {
        private readonly ValueGetter<VBuffer<float>> _clean = cursor.GetGetter<VBuffer<float>>(cursor.Schema["Clean"]);
        private readonly ValueGetter<float> _rest = cursor.GetGetter<float>(cursor.Schema["Rest"]);
        private readonly ValueGetter<ReadOnlyMemory<char>> _text = cursor.GetGetter<ReadOnlyMemory<char>>(cursor.Schema["Text"]);
        private VBuffer<float> _image;
        private float _number;
        private ReadOnlyMemory<char> _words;

        internal long Rows { get; private set; }

        internal bool Next()
        {
            if (!cursor.MoveNext()) return false;
            _clean(ref _image);
            _rest(ref _number);
            _text(ref _words);
            Rows++;
            return true;
        }
    }
}
