using Microsoft.ML;
using Microsoft.ML.Data;

namespace Ign.MLNet.Training.Tests;

/// <summary>The trainer among ML.NET's own estimators.</summary>
[TestClass]
public sealed class TrainerInPipelineTests
{
    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    public void A_classifier_trains_on_the_restored_column_and_the_whole_is_saved_and_loaded()
    {
        var data = Shapes.View(_ml, 60);
        var pipeline = _ml.Transforms.Conversion.MapValueToKey("Label")
            .Append(_ml.Transforms.TrainIgnProjection("Restored", "Pixels", Shapes.Quick))
            .AppendCacheCheckpoint(_ml)
            .Append(_ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy("Label", "Restored"));
        using var fitted = pipeline.Fit(data);
        var expected = fitted.Transform(data);
        using var stream = new MemoryStream();
        _ml.Model.Save(fitted, data.Schema, stream);

        var fresh = new MLContext();
        var loaded = fresh.Model.Load(new MemoryStream(stream.ToArray()), out _);
        var model = IgnProjectionTransformer.Rehydrate(fresh, loaded);
        var stage = ((IEnumerable<ITransformer>)model).SelectMany(t => t is IEnumerable<ITransformer> inner ? inner : [t]).OfType<IgnProjectionTransformer>()
            .Single();
        Assert.AreEqual(fitted.SelectMany(t => t is IEnumerable<ITransformer> inner ? inner : [t]).OfType<IgnProjectionTransformer>().Single().Model.Hash,
            stage.Model.Hash);
        var actual = model.Transform(data);
        var rows = expected.GetColumn<float[]>("Restored").Zip(actual.GetColumn<float[]>("Restored")).ToList();
        Assert.HasCount(60, rows);
        foreach (var (a, b) in rows) CollectionAssert.AreEqual(a, b);
        CollectionAssert.AreEqual(expected.GetColumn<uint>("PredictedLabel").ToList(), actual.GetColumn<uint>("PredictedLabel").ToList());
        (model as IDisposable)?.Dispose();
    }

    [TestMethod]
    public void Each_fold_of_cross_validation_trains_its_own_network()
    {
        var hashes = new List<string>();
        var data = _ml.Transforms.Conversion.MapValueToKey("Label").Fit(Shapes.View(_ml, 60)).Transform(Shapes.View(_ml, 60));
        var pipeline = _ml.Transforms.TrainIgnProjection("Restored", "Pixels", Shapes.Quick.Train(t => t with { HeldOut = 4, Images = 32 }))
            .Append(_ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy("Label", "Restored"));
        foreach (var fold in _ml.MulticlassClassification.CrossValidate(data, pipeline, numberOfFolds: 2))
            hashes.Add(((IEnumerable<ITransformer>)fold.Model).OfType<IgnProjectionTransformer>().Single().Model.Hash);
        Assert.HasCount(2, hashes.Distinct().ToList());
    }

    [TestMethod]
    public void The_schema_shape_before_training_is_that_of_the_stage()
    {
        var before = Shape(Shapes.View(_ml, 1));
        var trainer = _ml.Transforms.TrainIgnProjection("Restored", "Pixels", Shapes.OfColumn);
        var output = trainer.GetOutputSchema(before);
        Assert.AreEqual(before.Count + 1, output.Count);
        var column = output.Single(c => c.Name == "Restored");
        Assert.AreEqual((SchemaShape.Column.VectorKind.Vector, (DataViewType)NumberDataViewType.Single, false), (column.Kind, column.ItemType, column.IsKey));

        var missing = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() =>
            _ml.Transforms.TrainIgnProjection("Restored", "Pixel", Shapes.Quick).GetOutputSchema(before));
        StringAssert.StartsWith(missing.Message, "Could not find input column 'Pixel'");
        var wrong = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() =>
            _ml.Transforms.TrainIgnProjection("Restored", "Label", Shapes.Quick).GetOutputSchema(before));
        StringAssert.StartsWith(wrong.Message,
            "Schema mismatch for input column 'Label': expected Vector<Single, 256>, Vector<Byte, 256> or Image<16, 16> (1x16x16), got String");
    }

    [TestMethod]
    public void A_prediction_engine_restores_one_image()
    {
        using var stage = _ml.Transforms.TrainIgnProjection("Restored", "Pixels", Shapes.Quick).Fit(Shapes.View(_ml, 40));
        using var projector = new IgnProjector(stage.Model);
        using var engine = _ml.Model.CreatePredictionEngine<Shapes.Row, Result>(stage, new PredictionEngineOptions { OwnsTransformer = false });
        CollectionAssert.AreEqual(projector.Project(Shapes.Noisy(3)), engine.Predict(new Shapes.Row { Pixels = Shapes.Noisy(3) }).Restored);
    }

    [TestMethod]
    public void A_stage_may_learn_from_one_column_and_work_on_another()
    {
        var rows = Enumerable.Range(0, 40).Select(i => new Shapes.PairRow { Clean = Shapes.Image(i), Damaged = Shapes.Noisy(i) });
        var projection = new IgnProjectionOptions { OutputColumn = "Restored", InputColumn = "Damaged", BatchSize = 5, Applications = 2 };
        using var stage = _ml.Transforms.TrainIgnProjection(projection, Shapes.Quick with { TrainingColumn = "Clean" }).Fit(_ml.Data.LoadFromEnumerable(rows));
        Assert.AreEqual(("Damaged", 5, 2), (stage.InputColumn, stage.BatchSize, stage.Applications));
        using var same = _ml.Transforms.TrainIgnProjection("Restored", "Pixels", Shapes.Quick).Fit(Shapes.View(_ml, 40));
        Assert.AreEqual(same.Model.Card.WeightsHash, stage.Model.Card.WeightsHash, "The network is the one of the clean column.");
        var damagedOnly = _ml.Transforms.CopyColumns("Damaged", "Pixels").Append(_ml.Transforms.DropColumns("Pixels")).Fit(Shapes.View(_ml, 2))
            .Transform(Shapes.View(_ml, 2));
        Assert.HasCount(2, stage.Transform(damagedOnly).GetColumn<float[]>("Restored").ToList());
        var missing = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() =>
            _ml.Transforms.TrainIgnProjection(projection, Shapes.Quick).Fit(Shapes.View(_ml, 40)));
        StringAssert.StartsWith(missing.Message, "Could not find input column 'Damaged'");
    }

    [TestMethod]
    public void Progress_and_warnings_reach_the_log_of_the_context_a_line_a_report()
    {
        var log = new List<string>();
        var ml = new MLContext();
        ml.Log += (_, e) => log.Add($"{e.Kind} {e.Message}");
        int reports = 0;
        var progress = new Listener(_ => reports++);
        using (ml.Transforms.TrainIgnProjection("Restored", "Pixels", Shapes.Quick.Train(t => t with { BatchSize = 64 }) with { Progress = progress })
            .Fit(Shapes.View(ml, 40))) { }
        Assert.HasCount(reports, log.Where(l => l.Contains(" images/s, ", StringComparison.Ordinal)).ToList());
        Assert.IsGreaterThan(0, reports);
        Assert.IsTrue(log.Any(l => l.StartsWith("Info ", StringComparison.Ordinal) && l.Contains("128 of 128 images", StringComparison.Ordinal)),
            string.Join('\n', log));
        Assert.IsTrue(log.Any(l => l.StartsWith("Warning ", StringComparison.Ordinal) && l.Contains("fewer than the 64 of one step", StringComparison.Ordinal)),
            string.Join('\n', log));
    }

    private static SchemaShape Shape(IDataView data) =>
        (SchemaShape)typeof(SchemaShape).GetMethod("Create", System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.NonPublic)!.Invoke(null,
            [data.Schema])!;

    private sealed class Listener(Action<TrainingProgress> handle) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => handle(value);
    }

    private sealed class Result
    {
        public float[] Restored { get; set; } = [];
    }
}
