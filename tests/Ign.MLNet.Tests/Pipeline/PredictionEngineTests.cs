using Microsoft.ML;

namespace Ign.MLNet.Tests;

[TestClass]
public sealed class PredictionEngineTests
{
    private readonly MLContext _ml = new();

    [TestMethod]
    public void A_prediction_engine_gives_what_the_batches_give()
    {
        var data = Rows.View(_ml, 20);
        using var stage = Fit(data);
        var batched = _ml.Data.CreateEnumerable<Rows.CleanRow>(stage.Transform(data), reuseRowObject: false).ToList();
        using var engine = _ml.Model.CreatePredictionEngine<Rows.ImageRow, Rows.CleanRow>(stage);
        foreach (var (input, expected) in Rows.Make(20).Zip(batched))
        {
            var predicted = engine.Predict(input);
            CollectionAssert.AreEqual(expected.Clean, predicted.Clean);
            Assert.AreEqual(expected.Index, predicted.Index);
        }
    }

    [TestMethod]
    public void A_prediction_is_computed_once()
    {
        using var stage = Fit(Rows.View(_ml, 1));
        using var engine = _ml.Model.CreatePredictionEngine<Rows.ImageRow, Rows.FullRow>(stage);
        engine.Predict(Rows.Make(1).Single());
        Assert.AreEqual(1, stage.Session.Runs);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    public void Eight_threads_with_an_engine_each_and_cursors_beside_them_use_one_transformer(int intraOpThreads)
    {
        const int Engines = 8, Readers = 3, Images = 50;
        var data = Rows.View(_ml, Images);
        using var stage = Fit(data, intraOpThreads);
        float[][] expected = [.. Rows.Make(Images).Select(r => TestModels.Projected(r.Noisy))];
        using var start = new Barrier(Engines + Readers);
        Task[] threads = [.. Enumerable.Range(0, Engines).Select(_ => Thread(Predict)), .. Enumerable.Range(0, Readers).Select(_ => Thread(Read))];
        Task.WaitAll(threads);

        Task Thread(Action work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        void Predict()
        {
            using var engine = _ml.Model.CreatePredictionEngine<Rows.ImageRow, Rows.CleanRow>(stage,
                new Microsoft.ML.PredictionEngineOptions { OwnsTransformer = false });
            start.SignalAndWait();
            for (int round = 0; round < 20; round++)
            {
                foreach (var row in Rows.Make(Images)) CollectionAssert.AreEqual(expected[row.Index], engine.Predict(row).Clean);
            }
        }

        void Read()
        {
            var result = stage.Transform(data);
            start.SignalAndWait();
            for (int round = 0; round < 20; round++)
            {
                foreach (var row in _ml.Data.CreateEnumerable<Rows.CleanRow>(result, reuseRowObject: false))
                    CollectionAssert.AreEqual(expected[row.Index], row.Clean);
            }
        }
    }

    [TestMethod]
    public void An_engine_disposes_the_transformer_it_owns_and_then_says_so()
    {
        var stage = Fit(Rows.View(_ml, 1));
        var engine = _ml.Model.CreatePredictionEngine<Rows.ImageRow, Rows.CleanRow>(stage);
        engine.Predict(Rows.Make(1).Single());
        engine.Dispose();
        Assert.IsNull(stage.Session.TryLease());
        Assert.ThrowsExactly<ObjectDisposedException>(() => stage.Transform(Rows.View(_ml, 1)));
        stage.Dispose();
    }

    [TestMethod]
    public void Forgotten_engines_are_collected_with_their_buffers()
    {
        using var stage = Fit(Rows.View(_ml, 1));
        WeakReference[] forgotten = [.. Enumerable.Range(0, 30).Select(_ => UseAndForget(stage))];
        Assert.AreEqual(30, forgotten.Length);
        for (int i = 0; i < 10 && forgotten.Any(f => f.IsAlive); i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        Assert.IsFalse(forgotten.Any(f => f.IsAlive));
        UseAndForget(stage);
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private WeakReference UseAndForget(IgnProjectionTransformer stage)
    {
        var engine = _ml.Model.CreatePredictionEngine<Rows.ImageRow, Rows.CleanRow>(stage,
            new Microsoft.ML.PredictionEngineOptions { OwnsTransformer = false });
        CollectionAssert.AreEqual(TestModels.Projected(TestModels.Image(0)), engine.Predict(Rows.Make(1).Single()).Clean);
        // The engine holds the row, and the row the buffers.
        return new WeakReference(engine);
    }

    private IgnProjectionTransformer Fit(IDataView data, int intraOpThreads = 1) =>
        _ml.Transforms.ProjectWithIgn(TestModels.Alone(),
            new IgnProjectionOptions { OutputColumn = "Clean", InputColumn = "Noisy", IntraOpThreads = intraOpThreads }).Fit(data);
}
