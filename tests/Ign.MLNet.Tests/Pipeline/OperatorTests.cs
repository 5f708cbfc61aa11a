using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using Microsoft.ML.Trainers.FastTree;
using Microsoft.ML.Trainers.LightGbm;

namespace Ign.MLNet.Tests;

/// <summary>The stage among ML.NET's own trainers and operators, each with the rules of its own about cursors, rows and saving.</summary>
[TestClass]
public sealed class OperatorTests
{
    private const int Count = 150;

    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    [DataRow("SdcaMaximumEntropy")]
    [DataRow("LbfgsMaximumEntropy")]
    [DataRow("LightGbm")]
    [DataRow("OneVersusAll of FastTree")]
    [DataRow("AveragedPerceptron pairs")]
    [DataRow("NaiveBayes")]
    public void Trainers_learn_from_the_projection_and_score_again_after_saving(string trainer)
    {
        using var folder = new TemporaryFolder();
        var data = Data();
        var pipeline = _ml.Transforms.Conversion.MapValueToKey("Label", "Class").Append(Stage()).Append(Trainer(trainer));
        using var fitted = pipeline.Fit(data);
        var scored = fitted.Transform(data);
        // The classes are told apart by their brightness, which the network keeps: far above the 25 % of guessing.
        Assert.IsGreaterThan(0.6, _ml.MulticlassClassification.Evaluate(scored).MicroAccuracy, trainer);
        uint[] expected = [.. scored.GetColumn<uint>("PredictedLabel")];
        _ml.Model.Save(fitted, data.Schema, folder.File("model.zip"));
        var loaded = new MLContext { TempFilePath = folder.Path }.Model.Load(folder.File("model.zip"), out var schema);
        Assert.AreEqual(data.Schema["Noisy"].Type, schema["Noisy"].Type);
        CollectionAssert.AreEqual(expected, loaded.Transform(data).GetColumn<uint>("PredictedLabel").ToArray());
        (loaded as IDisposable)?.Dispose();
    }

    [TestMethod]
    public void Regression_clustering_and_anomaly_detection_read_it()
    {
        var data = Data();
        using var regression = Stage().Append(_ml.Regression.Trainers.FastTree("Number", "Clean", numberOfTrees: 20, minimumExampleCountPerLeaf: 3)).Fit(data);
        Assert.IsGreaterThan(0.3, _ml.Regression.Evaluate(regression.Transform(data), "Number").RSquared);
        using var clusters = Stage().Append(_ml.Clustering.Trainers.KMeans("Clean", numberOfClusters: 4)).Fit(data);
        Assert.IsGreaterThan(1, clusters.Transform(data).GetColumn<uint>("PredictedLabel").Distinct().Count());
        using var anomalies = Stage().Append(_ml.AnomalyDetection.Trainers.RandomizedPca("Clean", rank: 3)).Fit(data);
        Assert.AreEqual(Count, anomalies.Transform(data).GetColumn<float>("Score").Count());
    }

    [TestMethod]
    public void A_cache_checkpoint_behind_the_stage_computes_each_row_once()
    {
        var data = Data();
        var stage = Stage();
        using var model = stage.AppendCacheCheckpoint(_ml).Append(_ml.Transforms.Conversion.MapValueToKey("Label", "Class"))
            .Append(_ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy("Label", "Clean")).Fit(data);
        Assert.AreEqual(Count, model.OfType<IgnProjectionTransformer>().Single().Session.Images);
    }

    [TestMethod]
    public void Cross_validation_and_splits_give_every_row_to_one_side()
    {
        var data = Data();
        var pipeline = _ml.Transforms.Conversion.MapValueToKey("Label", "Class").Append(Stage())
            .Append(_ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy("Label", "Clean"));
        var folds = _ml.MulticlassClassification.CrossValidate(data, pipeline, numberOfFolds: 3);
        Assert.HasCount(3, folds);
        foreach (var fold in folds) Assert.IsGreaterThan(0.5, fold.Metrics.MicroAccuracy);
        var split = _ml.Data.TrainTestSplit(Projected(data), testFraction: 0.3);
        int[] all = [.. split.TrainSet.GetColumn<int>("Index"), .. split.TestSet.GetColumn<int>("Index")];
        CollectionAssert.AreEqual(Enumerable.Range(0, Count).ToArray(), all.Order().ToArray());
        AssertProjected(split.TestSet);
    }

    [TestMethod]
    [DataRow("Cache")]
    [DataRow("ShuffleRows")]
    [DataRow("FilterRowsByColumn")]
    [DataRow("FilterRowsByMissingValues")]
    [DataRow("SkipRows")]
    [DataRow("TakeRows")]
    [DataRow("BootstrapSample")]
    [DataRow("Shuffle before")]
    [DataRow("Filter before")]
    [DataRow("Cache before")]
    public void Operators_keep_each_row_with_its_projection(string name)
    {
        var data = Data();
        var result = name switch
        {
            "Cache" => _ml.Data.Cache(Projected(data)),
            "ShuffleRows" => _ml.Data.ShuffleRows(Projected(data), seed: 3),
            "FilterRowsByColumn" => _ml.Data.FilterRowsByColumn(Projected(data), "Number", lowerBound: 40, upperBound: 90),
            "FilterRowsByMissingValues" => _ml.Data.FilterRowsByMissingValues(Projected(data), "Clean"),
            "SkipRows" => _ml.Data.SkipRows(Projected(data), 17),
            "TakeRows" => _ml.Data.TakeRows(Projected(data), 17),
            "BootstrapSample" => _ml.Data.BootstrapSample(Projected(data), seed: 4),
            "Shuffle before" => Projected(_ml.Data.ShuffleRows(data, seed: 5)),
            "Filter before" => Projected(_ml.Data.FilterRowsByColumn(data, "Number", lowerBound: 40, upperBound: 90)),
            _ => Projected(_ml.Data.Cache(data)),
        };
        int rows = AssertProjected(result);
        int expected = name switch { "FilterRowsByColumn" or "Filter before" => 50, "SkipRows" => Count - 17, "TakeRows" => 17, _ => Count };
        if (name == "BootstrapSample") Assert.IsGreaterThan(0, rows);
        else Assert.AreEqual(expected, rows);
    }

    [TestMethod]
    public void Saved_as_binary_data_the_column_keeps_type_and_values()
    {
        using var folder = new TemporaryFolder();
        using (var file = File.Create(folder.File("data.idv"))) _ml.Data.SaveAsBinary(Projected(Data()), file);
        var loaded = _ml.Data.LoadFromBinary(folder.File("data.idv"));
        Assert.AreEqual("Vector<Single, 96>", loaded.Schema["Clean"].Type.ToString());
        Assert.AreEqual(Count, AssertProjected(loaded));
    }

    [TestMethod]
    public void A_stage_for_training_only_is_left_out_of_scoring()
    {
        var chain = _ml.Transforms.CopyColumns("Other", "Number").Append(Stage(), TransformerScope.Training);
        using var model = chain.Fit(Data());
        Assert.AreEqual(1, model.GetModelFor(TransformerScope.Training).OfType<IgnProjectionTransformer>().Count());
        Assert.AreEqual(0, model.GetModelFor(TransformerScope.Scoring).OfType<IgnProjectionTransformer>().Count());
    }

    [TestMethod]
    public void A_text_file_with_parallel_cursors_is_read_in_order_and_its_loader_is_saved_with_the_model()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllLines(folder.File("data.csv"),
            Enumerable.Range(0, 400)
                .Select(i => i + "," + string.Join(',', TestModels.Image(i).Select(v => v.ToString("R", System.Globalization.CultureInfo.InvariantCulture)))));
        var loader = _ml.Data.CreateTextLoader([new TextLoader.Column("Index", DataKind.Int32, 0), new TextLoader.Column("Noisy", DataKind.Single, 1, 96)],
            separatorChar: ',');
        var data = loader.Load(folder.File("data.csv"));
        using var stage = Stage().Fit(data);
        Assert.AreEqual(400, AssertProjected(stage.Transform(data), inOrder: true));
        _ml.Model.Save(stage, loader, folder.File("model.zip"));
        var loaded = new MLContext { TempFilePath = folder.Path }.Model.LoadWithDataLoader(folder.File("model.zip"), out var savedLoader);
        Assert.AreEqual(400, AssertProjected(loaded.Transform(savedLoader.Load(folder.File("data.csv"))), inOrder: true));
        (loaded as IDisposable)?.Dispose();
    }

    [TestMethod]
    public void Two_stages_follow_one_another()
    {
        var data = Data();
        using var model = Stage().Append(_ml.Transforms.ProjectWithIgn("Twice", "Clean", TestModels.Tiny)).Fit(data);
        var twice = model.Transform(data).GetColumn<float[]>("Twice").Take(20).ToList();
        for (int i = 0; i < twice.Count; i++) CollectionAssert.AreEqual(TestModels.Projected(Row(i).Noisy, 2), twice[i]);
    }

    private IEstimator<ITransformer> Trainer(string name) => name switch
    {
        // It takes small sets for thousands of passes.
        "SdcaMaximumEntropy" =>
            _ml.MulticlassClassification.Trainers.SdcaMaximumEntropy(
                new SdcaMaximumEntropyMulticlassTrainer.Options { FeatureColumnName = "Clean", MaximumNumberOfIterations = 20 }),
        "LbfgsMaximumEntropy" => _ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy("Label", "Clean"),
        "LightGbm" =>
            _ml.MulticlassClassification.Trainers.LightGbm(new LightGbmMulticlassTrainer.Options
            {
                FeatureColumnName = "Clean",
                NumberOfIterations = 5,
                NumberOfThreads = 1,
                MinimumExampleCountPerLeaf = 5
            }),
        "OneVersusAll of FastTree" =>
            _ml.MulticlassClassification.Trainers.OneVersusAll(
                _ml.BinaryClassification.Trainers.FastTree(
                    new FastTreeBinaryTrainer.Options { FeatureColumnName = "Clean", NumberOfTrees = 5, NumberOfThreads = 1 })),
        "AveragedPerceptron pairs" =>
            _ml.MulticlassClassification.Trainers.PairwiseCoupling(
                _ml.BinaryClassification.Trainers.AveragedPerceptron(featureColumnName: "Clean", numberOfIterations: 5)),
        _ => _ml.MulticlassClassification.Trainers.NaiveBayes("Label", "Clean"),
    };

    private IDataView Data() => _ml.Data.LoadFromEnumerable(Enumerable.Range(0, Count).Select(Row));

    private static LabelledRow Row(int i) =>
        // A class adds light to one quarter of the image.
        new() { Noisy = [.. TestModels.Image(i).Select((v, p) => 0.4f * v + (p / 24 == i % 4 ? 0.8f : 0))], Index = i, Number = i, Class = $"class {i % 4}" };

    private IgnProjectionEstimator Stage() =>
        _ml.Transforms.ProjectWithIgn(TestModels.Alone(), new IgnProjectionOptions { OutputColumn = "Clean", InputColumn = "Noisy", BatchSize = 16 });

    private IDataView Projected(IDataView data) => Stage().Fit(data).Transform(data);

    private int AssertProjected(IDataView data, bool inOrder = false)
    {
        int count = 0;
        using var projector = new IgnProjector(TestModels.Tiny, new IgnProjectorOptions { IntraOpThreads = 1 });
        foreach (var row in _ml.Data.CreateEnumerable<ResultRow>(data, reuseRowObject: false, ignoreMissingColumns: true))
        {
            CollectionAssert.AreEqual(projector.Project(row.Noisy), row.Clean);
            if (inOrder) Assert.AreEqual(count, row.Index);
            count++;
        }
        return count;
    }

    private sealed class LabelledRow
    {
        [VectorType(96)]
        public float[] Noisy { get; set; } = [];

        public int Index { get; set; }

        public float Number { get; set; }

        public string Class { get; set; } = "";
    }

    private sealed class ResultRow
    {
        public float[] Noisy { get; set; } = [];

        public float[] Clean { get; set; } = [];

        public int Index { get; set; }
    }
}
