using Ign.MLNet.Networks;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Onnx;

namespace Ign.MLNet.Tests;

[TestClass]
public sealed class SaveAndLoadTests
{
    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(3)]
    public void A_saved_stage_scores_the_same_in_plain_ML_NET(int applications)
    {
        using var folder = new TemporaryFolder();
        var data = Rows.View(_ml, 10);
        var fresh = SaveAndLoad(folder, data, Pipeline(applications), out var model);
        Assert.IsFalse(Members(model).Any(m => m is IgnProjectionTransformer));
        var rows = fresh.Data.CreateEnumerable<Rows.FullRow>(model.Transform(data), reuseRowObject: false).ToList();
        Assert.AreEqual(10, rows.Count);
        foreach (var row in rows) CollectionAssert.AreEqual(TestModels.Projected(row.Noisy, applications), row.Clean);
        (model as IDisposable)!.Dispose();
    }

    [TestMethod]
    public void The_saved_chain_leaves_no_columns_of_its_own_and_hides_none_of_the_users()
    {
        using var folder = new TemporaryFolder();
        var data = _ml.Data.LoadFromEnumerable(Rows.Make(3));
        var withInput = _ml.Transforms.CopyColumns("input", "Index").Append(_ml.Transforms.CopyColumns("output", "Text"));
        var source = withInput.Fit(data).Transform(data);
        SaveAndLoad(folder, source, Pipeline(2), out var model);
        var result = model.Transform(source);
        CollectionAssert.AreEqual(source.Schema.Select(c => c.Name).Append("Clean").ToList(), result.Schema.Select(c => c.Name).ToList());
        Assert.AreEqual("Vector<Single, 96>", result.Schema["Clean"].Type.ToString());
        CollectionAssert.AreEqual(new[] { 0, 1, 2 }, result.GetColumn<int>("input").ToArray());
        (model as IDisposable)!.Dispose();
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(3)]
    public void A_loaded_stage_becomes_the_batched_one_again(int applications)
    {
        using var folder = new TemporaryFolder();
        var data = Rows.View(_ml, 40);
        var fresh = SaveAndLoad(folder, data, Pipeline(applications), out var loaded);
        var model = IgnProjectionTransformer.Rehydrate(fresh, loaded, new IgnProjectorOptions { BatchSize = 5, IntraOpThreads = 2 });
        using var stage = Members(model).OfType<IgnProjectionTransformer>().Single();
        long runs = stage.Session.Runs;
        Assert.AreEqual(TestModels.Tiny.Hash, stage.Model.Hash);
        Assert.AreEqual(("Clean", "Noisy", applications, 5), (stage.OutputColumn, stage.InputColumn, stage.Applications, stage.BatchSize));
        foreach (var row in fresh.Data.CreateEnumerable<Rows.FullRow>(model.Transform(data), reuseRowObject: false))
            CollectionAssert.AreEqual(TestModels.Projected(row.Noisy, applications), row.Clean);
        Assert.AreEqual(applications * (2 + (int)Math.Ceiling((40 - 5) / 5.0)), stage.Session.Runs - runs);
    }

    [TestMethod]
    public void A_stage_within_a_trained_pipeline_is_found_and_the_rest_is_kept()
    {
        using var folder = new TemporaryFolder();
        var data = Rows.View(_ml, 60);
        var pipeline = _ml.Transforms.CopyColumns("Copy", "Noisy")
            .Append(Pipeline(2, input: "Copy"))
            .Append(_ml.Transforms.CopyColumns("Number", "Index"), TransformerScope.Training)
            .Append(_ml.Clustering.Trainers.KMeans("Clean", numberOfClusters: 3));
        var fitted = pipeline.Fit(data);
        var expected = fitted.Transform(data).GetColumn<uint>("PredictedLabel").ToArray();
        _ml.Model.Save(fitted, data.Schema, folder.File("model.zip"));
        var loaded = (TransformerChain<ITransformer>)_ml.Model.Load(folder.File("model.zip"), out _);
        int scored = loaded.GetModelFor(TransformerScope.Scoring).Count();
        var model = (TransformerChain<ITransformer>)IgnProjectionTransformer.Rehydrate(_ml, loaded);
        Assert.AreEqual(1, Members(model).OfType<IgnProjectionTransformer>().Count());
        CollectionAssert.AreEqual(expected, model.Transform(data).GetColumn<uint>("PredictedLabel").ToArray());
        Assert.AreEqual(4, model.Count());
        Assert.AreEqual(scored, model.GetModelFor(TransformerScope.Scoring).Count());
        Assert.AreEqual(3, scored);
        model.Dispose();
    }

    [TestMethod]
    public void A_loaded_stage_with_others_appended_is_found_and_the_others_are_kept()
    {
        using var folder = new TemporaryFolder();
        var data = Rows.View(_ml, 4);
        SaveAndLoad(folder, data, Pipeline(2), out var loaded);
        SaveAndLoad(folder, InputColumnBytes(), Pipeline(1, input: "Pixels"), out var second);
        var longer = loaded.Append(_ml.Transforms.CopyColumns("Result", "Clean").Fit(loaded.Transform(data)));
        var model = (TransformerChain<ITransformer>)IgnProjectionTransformer.Rehydrate(_ml, new TransformerChain<ITransformer>([.. longer, second]));
        Assert.AreEqual(3, model.Count());
        Assert.AreEqual("Noisy,-,Pixels", string.Join(',', model.Select(m => (m as IgnProjectionTransformer)?.InputColumn ?? "-")));
        var result = new TransformerChain<ITransformer>([.. model.Take(2)]).Transform(data).GetColumn<float[]>("Result").ToList();
        for (int i = 0; i < 4; i++) CollectionAssert.AreEqual(TestModels.Projected(TestModels.Image(i), 2), result[i]);
        model.Dispose();
    }

    [TestMethod]
    public void A_saved_chain_that_was_cut_is_refused()
    {
        using var folder = new TemporaryFolder();
        SaveAndLoad(folder, Rows.View(_ml, 1), Pipeline(2), out var loaded);
        using var chain = (TransformerChain<ITransformer>)loaded;
        var exception = Assert.ThrowsExactly<IgnFormatException>(() =>
            IgnProjectionTransformer.Rehydrate(_ml, new TransformerChain<ITransformer>([.. chain.Take(3)])));
        StringAssert.Contains(exception.Message, "'Clean' is damaged: expected 4 members, got 3");
    }

    [TestMethod]
    public void A_rehydrated_model_can_be_saved_again_and_executed_otherwise()
    {
        using var folder = new TemporaryFolder();
        var data = Rows.View(_ml, 6);
        SaveAndLoad(folder, data, Pipeline(2), out var loaded);
        var model = IgnProjectionTransformer.Rehydrate(_ml, loaded, new IgnProjectorOptions { BatchSize = 3, IntraOpThreads = 1 });
        _ml.Model.Save(model, data.Schema, folder.File("again.zip"));
        (model as IDisposable)!.Dispose();
        var again = IgnProjectionTransformer.Rehydrate(_ml, _ml.Model.Load(folder.File("again.zip"), out _));
        using var stage = Members(again).OfType<IgnProjectionTransformer>().Single();
        Assert.AreEqual((3, 2), (stage.BatchSize, stage.Applications));
        Assert.AreEqual(TestModels.Tiny.Hash, stage.Model.Hash);
    }

    [TestMethod]
    public void A_stage_on_bytes_scores_the_same_in_plain_ML_NET_and_comes_back()
    {
        using var folder = new TemporaryFolder();
        var data = _ml.Data.LoadFromEnumerable(InputColumnTests.ByteRows(8));
        var estimator = Pipeline(1, input: "Pixels");
        using var original = estimator.Fit(data);
        var expected = original.Transform(data).GetColumn<float[]>("Clean").ToList();
        SaveAndLoad(folder, data, estimator, out var loaded);
        var plain = loaded.Transform(data).GetColumn<float[]>("Clean").ToList();
        for (int i = 0; i < 8; i++) Assert.IsLessThan(1e-5f, expected[i].Zip(plain[i], (a, b) => Math.Abs(a - b)).Max());
        var model = IgnProjectionTransformer.Rehydrate(_ml, loaded);
        var batched = model.Transform(data).GetColumn<float[]>("Clean").ToList();
        for (int i = 0; i < 8; i++) CollectionAssert.AreEqual(expected[i], batched[i]);
        (model as IDisposable)!.Dispose();
    }

    [TestMethod]
    public void An_output_that_replaces_its_input_survives_saving()
    {
        using var folder = new TemporaryFolder();
        var data = Rows.View(_ml, 4);
        SaveAndLoad(folder, data, _ml.Transforms.ProjectWithIgn("Noisy", null, TestModels.Tiny, 2), out var loaded);
        var plain = loaded.Transform(data).GetColumn<float[]>("Noisy").ToList();
        for (int i = 0; i < 4; i++) CollectionAssert.AreEqual(TestModels.Projected(TestModels.Image(i), 2), plain[i]);
        (loaded as IDisposable)!.Dispose();
    }

    [TestMethod]
    public void A_loaded_stage_works_in_a_prediction_engine()
    {
        using var folder = new TemporaryFolder();
        SaveAndLoad(folder, Rows.View(_ml, 1), Pipeline(2), out var loaded);
        using (var engine = _ml.Model.CreatePredictionEngine<Rows.ImageRow, Rows.CleanRow>(loaded,
            new Microsoft.ML.PredictionEngineOptions { OwnsTransformer = false }))
            foreach (var row in Rows.Make(3)) CollectionAssert.AreEqual(TestModels.Projected(row.Noisy, 2), engine.Predict(row).Clean);
        var model = IgnProjectionTransformer.Rehydrate(_ml, loaded);
        using (var engine = _ml.Model.CreatePredictionEngine<Rows.ImageRow, Rows.CleanRow>(model))
            foreach (var row in Rows.Make(3)) CollectionAssert.AreEqual(TestModels.Projected(row.Noisy, 2), engine.Predict(row).Clean);
    }

    [TestMethod]
    public void Saving_leaves_no_temporary_files()
    {
        using var folder = new TemporaryFolder();
        using var temporary = new TemporaryFolder();
        var data = Rows.View(_ml, 2);
        using var stage = Pipeline(2).Fit(data);
        string[] names = ["TMPDIR", "TMP", "TEMP"];
        string?[] before = [.. names.Select(Environment.GetEnvironmentVariable)];
        foreach (string name in names) Environment.SetEnvironmentVariable(name, temporary.Path);
        try
        {
            for (int i = 0; i < 3; i++) _ml.Model.Save(stage, data.Schema, folder.File($"{i}.zip"));
            CollectionAssert.AreEqual(Array.Empty<string>(), Directory.GetFileSystemEntries(temporary.Path, "*", SearchOption.AllDirectories));
            // Shows that the check above looks in the right place.
            using var plain = new MLContext().Model.Load(folder.File("0.zip"), out _) as IDisposable;
            Assert.AreNotEqual(0, Directory.GetFileSystemEntries(temporary.Path).Length);
        }
        finally
        {
            for (int i = 0; i < names.Length; i++) Environment.SetEnvironmentVariable(names[i], before[i]);
        }
    }

    [TestMethod]
    public void A_model_without_projection_stages_is_left_alone()
    {
        var data = Rows.View(_ml, 2);
        var model = _ml.Transforms.CopyColumns("a", "Index").Append(_ml.Transforms.CopyColumns("b", "a")).Fit(data);
        Assert.AreSame(model, IgnProjectionTransformer.Rehydrate(_ml, model));
        using var stream = new MemoryStream(TestModels.TinyBytes());
        using var foreign = _ml.Transforms.CopyColumns("input", "Noisy").Append(_ml.Transforms.ApplyOnnxModel(["output"], ["input"], stream)).Fit(data);
        Assert.AreSame(foreign, IgnProjectionTransformer.Rehydrate(_ml, foreign));
    }

    [TestMethod]
    public void A_stage_of_a_newer_version_is_refused_with_advice()
    {
        var exception = Assert.ThrowsExactly<IgnFormatException>(() => StageRecord.FromJson("""{"format":5,"something":"new"}"""));
        Assert.AreEqual("The projection stage was saved by a newer version of Ign.MLNet (format 5; this one reads up to 4). Update it.", exception.Message);
        Assert.ThrowsExactly<IgnFormatException>(() => StageRecord.FromJson("{}"));
        Assert.ThrowsExactly<IgnFormatException>(() => StageRecord.FromJson("not json"));
    }

    [TestMethod]
    public void The_model_inside_a_saved_stage_is_restored_byte_for_byte()
    {
        byte[] model = TestModels.TinyBytes();
        using var stage = _ml.Transforms.ProjectWithIgn(TestModels.Tiny, new IgnProjectionOptions
        {
            OutputColumn = "Clean",
            InputColumn = "Noisy",
            Applications = 3,
            DisplacementColumn = "D",
            ResidualColumn = "R",
            NonFinite = NonFiniteInput.Missing,
        }).Fit(Rows.View(_ml, 1));
        var record = StageRecord.Of(stage);
        byte[] wrapped = SurrogateModel.Wrap(TestModels.Tiny, record);
        Assert.AreEqual(record, SurrogateModel.FindRecord(wrapped));
        Assert.IsNull(SurrogateModel.FindRecord(model));
        CollectionAssert.AreEqual(model, SurrogateModel.Unwrap(wrapped, record));
        var info = OnnxModelReader.Read(wrapped);
        Assert.AreEqual((record.PrivateInput, record.PrivateOutput), (info.Inputs[0].Name, info.Outputs[0].Name));
        Assert.ThrowsExactly<IgnFormatException>(() => SurrogateModel.FindRecord(wrapped.AsMemory(..^5)));
    }

    [TestMethod]
    public void A_disposed_stage_cannot_be_saved()
    {
        var data = Rows.View(_ml, 1);
        var stage = Pipeline(1).Fit(data);
        stage.Dispose();
        using var stream = new MemoryStream();
        Assert.ThrowsExactly<ObjectDisposedException>(() => _ml.Model.Save(stage, data.Schema, stream));
    }

    private IgnProjectionEstimator Pipeline(int applications, string input = "Noisy") =>
        _ml.Transforms.ProjectWithIgn(TestModels.Tiny,
            new IgnProjectionOptions { OutputColumn = "Clean", InputColumn = input, Applications = applications, BatchSize = 5 });

    private IDataView InputColumnBytes() => _ml.Data.LoadFromEnumerable(InputColumnTests.ByteRows(1));

    private MLContext SaveAndLoad(TemporaryFolder folder, IDataView data, IgnProjectionEstimator estimator, out ITransformer loaded)
    {
        using (var stage = estimator.Fit(data)) _ml.Model.Save(stage, data.Schema, folder.File("model.zip"));
        var fresh = new MLContext { TempFilePath = folder.Path };
        loaded = fresh.Model.Load(folder.File("model.zip"), out _);
        return fresh;
    }

    private static IEnumerable<ITransformer> Members(ITransformer model) =>
        model is TransformerChain<ITransformer> chain ? chain.SelectMany(Members) : [model];
}
