using System.IO.Compression;
using System.Text;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Onnx;

namespace Ign.MLNet.Tests;

[TestClass]
public sealed class DualFormatTests
{
    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    [DataRow(1)]
    [DataRow(3)]
    public void After_registration_a_saved_stage_is_loaded_as_the_batched_one(int applications)
    {
        using var folder = new TemporaryFolder();
        var data = Rows.View(_ml, 40);
        List<float[]> expected;
        using (var fitted = SavedModels.Estimator(_ml, applications).Fit(data))
        {
            expected = SavedModels.Column(fitted, data);
            _ml.Model.Save(fitted, data.Schema, folder.File("model.zip"));
        }
        using var stage = (IgnProjectionTransformer)SavedModels.Registered().Model.Load(folder.File("model.zip"), out var schema);
        Assert.AreEqual("Noisy", schema["Noisy"].Name);
        Assert.AreEqual(SavedModels.Model.Hash, stage.Model.Hash);
        Assert.AreEqual(("Clean", "Noisy", applications, SavedModels.BatchSize), (stage.OutputColumn, stage.InputColumn, stage.Applications, stage.BatchSize));
        long runs = stage.Session.Runs, images = stage.Session.Images;
        AssertEqual(expected, SavedModels.Column(stage, data));
        Assert.IsLessThan(40 * applications, stage.Session.Runs - runs);
        Assert.AreEqual(40 * applications, stage.Session.Images - images);
    }

    [TestMethod]
    public void Without_registration_the_same_file_is_a_chain_of_ML_NETs_own_with_the_same_numbers()
    {
        using var folder = new TemporaryFolder();
        string path = SavedModels.Save(folder);
        var ml = new MLContext { TempFilePath = folder.Path };
        var model = ml.Model.Load(path, out _);
        using var chain = Assert.IsInstanceOfType<TransformerChain<ITransformer>>(model);
        Assert.IsTrue(SavedModels.Members(chain).All(m => m.GetType().Namespace!.StartsWith("Microsoft.ML", StringComparison.Ordinal)));
        var data = Rows.View(_ml, 12);
        var scored = SavedModels.Column(chain, data);
        for (int i = 0; i < 12; i++) CollectionAssert.AreEqual(TestModels.Projected(TestModels.Image(i)), scored[i]);
        // Registration of one context does not reach others.
        using var stage = (IgnProjectionTransformer)SavedModels.Registered().Model.Load(path, out _);
        AssertEqual(scored, SavedModels.Column(stage, data));
        using var again = (TransformerChain<ITransformer>)new MLContext { TempFilePath = folder.Path }.Model.Load(path, out _);
    }

    [TestMethod]
    public void Several_stages_within_a_trained_pipeline_come_back_and_the_rest_is_kept()
    {
        using var folder = new TemporaryFolder();
        var data = Rows.View(_ml, 60);
        var pipeline = _ml.Transforms.CopyColumns("Copy", "Noisy")
            .Append(SavedModels.Estimator(_ml, 2, input: "Copy", output: "Once"))
            .Append(_ml.Transforms.CopyColumns("Number", "Index"), TransformerScope.Training)
            .Append(_ml.Transforms.CopyColumns("Inner", "Once").Append(SavedModels.Estimator(_ml, input: "Inner")))
            .Append(_ml.Clustering.Trainers.KMeans("Clean", numberOfClusters: 3));
        var fitted = pipeline.Fit(data);
        var labels = fitted.Transform(data).GetColumn<uint>("PredictedLabel").ToArray();
        var images = SavedModels.Column(fitted, data);
        _ml.Model.Save(fitted, data.Schema, folder.File("model.zip"));
        var members = fitted.Count();
        fitted.Dispose();
        var ml = SavedModels.Registered();
        using var model = (TransformerChain<ITransformer>)ml.Model.Load(folder.File("model.zip"), out _);
        Assert.AreEqual(2, SavedModels.Members(model).OfType<IgnProjectionTransformer>().Count());
        Assert.AreEqual(0, SavedModels.Members(model).OfType<OnnxTransformer>().Count());
        Assert.AreEqual(members, model.Count());
        Assert.AreEqual(members - 1, model.GetModelFor(TransformerScope.Scoring).Count());
        AssertEqual(images, SavedModels.Column(model, data));
        CollectionAssert.AreEqual(labels, model.Transform(data).GetColumn<uint>("PredictedLabel").ToArray());
        using var engine = ml.Model.CreatePredictionEngine<Rows.ImageRow, Rows.CleanRow>(model,
            new Microsoft.ML.PredictionEngineOptions { OwnsTransformer = false });
        for (int i = 0; i < 3; i++) CollectionAssert.AreEqual(images[i], engine.Predict(Rows.Make(3).ElementAt(i)).Clean);
        // What was loaded is saved and loaded again.
        ml.Model.Save(model, data.Schema, folder.File("again.zip"));
        using var again = (TransformerChain<ITransformer>)ml.Model.Load(folder.File("again.zip"), out _);
        Assert.AreEqual(2, SavedModels.Members(again).OfType<IgnProjectionTransformer>().Count());
        AssertEqual(images, SavedModels.Column(again, data));
    }

    [TestMethod]
    public void A_stage_that_was_saved_with_a_loader_of_data_comes_back_with_it()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllLines(folder.File("rows.csv"),
            Enumerable.Range(0, 7)
                .Select(i => string.Join(',', TestModels.Image(i).Select(v => v.ToString("R", System.Globalization.CultureInfo.InvariantCulture)))));
        var loader = _ml.Data.CreateTextLoader([new TextLoader.Column("Noisy", DataKind.Single, 0, 95)], separatorChar: ',');
        var data = loader.Load(folder.File("rows.csv"));
        using (var fitted = SavedModels.Estimator(_ml).Fit(data)) _ml.Model.Save(fitted, loader, folder.File("model.zip"));
        var ml = SavedModels.Registered();
        using (var stage = (IgnProjectionTransformer)ml.Model.LoadWithDataLoader(folder.File("model.zip"), out var loaded))
        {
            var scored = SavedModels.Column(stage, loaded.Load(new MultiFileSource(folder.File("rows.csv"))));
            Assert.AreEqual(7, scored.Count);
            for (int i = 0; i < 7; i++) CollectionAssert.AreEqual(TestModels.Projected(TestModels.Image(i)), scored[i]);
        }
        using var plain = (IgnProjectionTransformer)ml.Model.Load(folder.File("model.zip"), out _);
    }

    [TestMethod]
    public void The_file_holds_the_chain_and_one_small_entry_that_finds_the_network_in_it()
    {
        using var folder = new TemporaryFolder();
        string path = SavedModels.Save(folder);
        string[] own = [.. SavedModels.Entries(path).Where(e => e.StartsWith("TransformerChain/", StringComparison.Ordinal))];
        CollectionAssert.Contains(own, "TransformerChain/Model.key");
        CollectionAssert.Contains(own, "TransformerChain/IgnProjection.json");
        string network = own.Single(e => e.EndsWith("/OnnxModel", StringComparison.Ordinal));
        CollectionAssert.AreEqual(Array.Empty<string>(),
            own.Where(e => !e.EndsWith("/Model.key", StringComparison.Ordinal)).Except(["TransformerChain/IgnProjection.json", network]).ToArray());
        string json = Encoding.UTF8.GetString(SavedModels.Entry(path, "TransformerChain/IgnProjection.json"));
        string version = typeof(IgnModel).Assembly.GetName().Version!.ToString(3);
        int index = int.Parse(network["TransformerChain/Transform_".Length..][..3], System.Globalization.CultureInfo.InvariantCulture);
        Assert.AreEqual($$"""{"format":1,"library":"{{version}}","network":{{index}}}""", json);
        // The header names a chain, our loader, the chain's loader, and an assembly of ML.NET that is there without this library.
        byte[] key = SavedModels.Entry(path, "TransformerChain/Model.key");
        Assert.AreEqual("XF\0CHAIN", Encoding.ASCII.GetString(key, 0x40, 8));
        Assert.AreEqual("IgnProjection", Encoding.ASCII.GetString(key, 0x50, 24).TrimEnd('\0'));
        Assert.AreEqual("TransformerChain", Encoding.ASCII.GetString(key, 0x68, 24).TrimEnd('\0'));
        StringAssert.Contains(Encoding.Unicode.GetString(key), "Microsoft.ML.Data, ");
        Assert.IsFalse(Encoding.Unicode.GetString(key).Contains("Ign.MLNet", StringComparison.Ordinal));
    }

    [TestMethod]
    public void A_file_from_Windows_with_its_backslashes_is_loaded_too()
    {
        using var folder = new TemporaryFolder();
        string path = SavedModels.Save(folder, stages: 2);
        using (var from = ZipFile.OpenRead(path))
        using (var to = ZipFile.Open(folder.File("windows.zip"), ZipArchiveMode.Create))
        {
            foreach (var entry in from.Entries)
            {
                using Stream source = entry.Open(), target = to.CreateEntry(entry.FullName.Replace('/', '\\')).Open();
                source.CopyTo(target);
            }
        }
        using var model = (TransformerChain<ITransformer>)SavedModels.Registered().Model.Load(folder.File("windows.zip"), out _);
        Assert.AreEqual(2, model.Count(m => m is IgnProjectionTransformer));
        var data = Rows.View(_ml, 3);
        var scored = SavedModels.Column(model, data);
        for (int i = 0; i < 3; i++) CollectionAssert.AreEqual(TestModels.Projected(TestModels.Image(i), 2), scored[i]);
    }

    [TestMethod]
    public void Registration_may_be_repeated_and_done_by_many_threads()
    {
        using var folder = new TemporaryFolder();
        string path = SavedModels.Save(folder, stages: 2);
        var ml = new MLContext();
        Parallel.For(0, 16, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i => Assert.IsTrue(ml.RegisterIgn(new IgnProjectorOptions { BatchSize = 7 })));
        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 4 }, _ =>
        {
            using var model = (TransformerChain<ITransformer>)ml.Model.Load(path, out var _);
            Assert.IsTrue(SavedModels.Members(model).All(m => m is IgnProjectionTransformer { BatchSize: 7 }));
        });
    }

    [TestMethod]
    public void The_execution_given_last_holds_for_that_context_only()
    {
        using var folder = new TemporaryFolder();
        string path = SavedModels.Save(folder);
        var ml = SavedModels.Registered(new IgnProjectorOptions { BatchSize = 3, IntraOpThreads = 1 });
        var other = SavedModels.Registered();
        Assert.AreEqual((3, 1), Loaded(ml));
        Assert.AreEqual((SavedModels.BatchSize, Environment.ProcessorCount), Loaded(other));
        ml.RegisterIgn(new IgnProjectorOptions { BatchSize = 4, IntraOpThreads = 2 });
        Assert.AreEqual((4, 2), Loaded(ml));
        ml.RegisterIgn();
        Assert.AreEqual((SavedModels.BatchSize, Environment.ProcessorCount), Loaded(ml));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => ml.RegisterIgn(new IgnProjectorOptions { BatchSize = 0 }));

        (int, int) Loaded(MLContext context)
        {
            using var stage = (IgnProjectionTransformer)context.Model.Load(path, out _);
            return (stage.BatchSize, stage.Execution.Threads);
        }
    }

    [TestMethod]
    public void The_log_says_what_a_loaded_stage_computes_on()
    {
        using var folder = new TemporaryFolder();
        string path = SavedModels.Save(folder);
        var messages = new List<string>();
        var ml = SavedModels.Registered(new IgnProjectorOptions { IntraOpThreads = 1 });
        ml.Log += (_, e) => messages.Add($"{e.Kind} {e.RawMessage}");
        ((IDisposable)ml.Model.Load(path, out _)).Dispose();
        Assert.IsTrue(
            messages.Any(m => m.StartsWith("Info Column 'Clean'", StringComparison.Ordinal)
                && m.EndsWith("on the processor, 1 thread, up to 32 images at once.", StringComparison.Ordinal)));
        messages.Clear();
        // No machine has device 99.
        ml.RegisterIgn(new IgnProjectorOptions { Provider = ExecutionProvider.Cuda, DeviceId = 99, FallBackToCpu = true, Warn = _ => { } });
        using var stage = (IgnProjectionTransformer)ml.Model.Load(path, out _);
        Assert.IsTrue(messages.Any(m =>
            m.StartsWith("Warning Column 'Clean' was to be computed on a GPU and is computed on the processor", StringComparison.Ordinal)
                && m.Contains(stage.Execution.FallbackReason!, StringComparison.Ordinal)), string.Join('\n', messages));
    }

    [TestMethod]
    public void A_model_that_was_loaded_without_registration_is_rehydrated_to_the_same_stage()
    {
        using var folder = new TemporaryFolder();
        string path = SavedModels.Save(folder, stages: 2);
        using var registered = (TransformerChain<ITransformer>)SavedModels.Registered().Model.Load(path, out _);
        var plain = new MLContext { TempFilePath = folder.Path };
        using var rehydrated = (TransformerChain<ITransformer>)IgnProjectionTransformer.Rehydrate(plain, plain.Model.Load(path, out _));
        CollectionAssert.AreEqual(Facts(registered), Facts(rehydrated));
        Assert.AreSame(registered, IgnProjectionTransformer.Rehydrate(plain, registered));

        static List<string> Facts(ITransformer model) => [.. SavedModels.Members(model).Cast<IgnProjectionTransformer>().Select(s =>
            $"{s.Model.Hash} {s.InputColumn} {s.OutputColumn} {s.Applications} {s.BatchSize} {s.InputKind} {s.Execution}")];
    }

    [TestMethod]
    public void Neither_saving_nor_loading_leaves_a_temporary_file()
    {
        using var folder = new TemporaryFolder();
        string[] left = SavedModels.LeftBehind(() =>
        {
            string path = SavedModels.Save(folder, stages: 2);
            for (int i = 0; i < 2; i++) ((IDisposable)SavedModels.Registered().Model.Load(path, out _)).Dispose();
        });
        CollectionAssert.AreEqual(Array.Empty<string>(), left);
        // Shows that the check above looks in the right place: ML.NET's own transformer needs a copy of the model for as long as it lives.
        ITransformer? plain = null;
        Assert.AreNotEqual(0, SavedModels.LeftBehind(() => plain = new MLContext().Model.Load(folder.File("2.zip"), out _)).Length);
        (plain as IDisposable)!.Dispose();
    }

    private static void AssertEqual(List<float[]> expected, List<float[]> actual)
    {
        Assert.AreEqual(expected.Count, actual.Count);
        for (int i = 0; i < expected.Count; i++) CollectionAssert.AreEqual(expected[i], actual[i]);
    }
}
