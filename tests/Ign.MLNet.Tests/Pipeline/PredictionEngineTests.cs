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
    public void Eight_threads_with_an_engine_each_use_one_transformer()
    {
        var data = Rows.View(_ml, 16);
        using var stage = Fit(data);
        float[][] expected = [.. Rows.Make(16).Select(r => TestModels.Projected(r.Noisy))];
        using var start = new Barrier(8);
        Task[] threads = [.. Enumerable.Range(0, 8).Select(t => Task.Factory.StartNew(
            () =>
            {
                var options = new Microsoft.ML.PredictionEngineOptions { OwnsTransformer = false };
                using var engine = _ml.Model.CreatePredictionEngine<Rows.ImageRow, Rows.CleanRow>(stage, options);
                start.SignalAndWait();
                for (int round = 0; round < 20; round++)
                {
                    foreach (var row in Rows.Make(16)) CollectionAssert.AreEqual(expected[row.Index], engine.Predict(row).Clean);
                }
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        Task.WaitAll(threads);
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
        for (int i = 0; i < 30; i++) UseAndForget(stage);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        UseAndForget(stage);
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private void UseAndForget(IgnProjectionTransformer stage)
    {
        var engine = _ml.Model.CreatePredictionEngine<Rows.ImageRow, Rows.CleanRow>(stage, new Microsoft.ML.PredictionEngineOptions { OwnsTransformer = false });
        CollectionAssert.AreEqual(TestModels.Projected(TestModels.Image(0)), engine.Predict(Rows.Make(1).Single()).Clean);
    }

    private IgnProjectionTransformer Fit(IDataView data) =>
        _ml.Transforms.ProjectWithIgn(TestModels.Tiny, new IgnProjectionOptions { OutputColumn = "Clean", InputColumn = "Noisy", IntraOpThreads = 1 }).Fit(data);
}
