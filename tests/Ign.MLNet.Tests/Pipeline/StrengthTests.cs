using Microsoft.ML;
using Microsoft.ML.Data;

namespace Ign.MLNet.Tests;

/// <summary>A result part of the way from the input to the projection.</summary>
[TestClass]
public sealed class StrengthTests
{
    private const int Count = 5, Applications = 2;
    private readonly MLContext _ml = new();

    [TestMethod]
    [DataRow(0f)]
    [DataRow(0.3f)]
    [DataRow(1f)]
    public void The_projector_goes_that_part_of_the_way(float strength)
    {
        using var projector = new IgnProjector(TestModels.Tiny);
        float[] y = TestModels.Images(Count), fy = projector.Project(y, Applications), result = projector.Project(y, Applications, strength);
        for (int i = 0; i < y.Length; i++) Assert.AreEqual(y[i] + strength * (fy[i] - y[i]), result[i], 1e-6f);
        if (strength == 0) CollectionAssert.AreEqual(y, result);
        if (strength == 1) CollectionAssert.AreEqual(fy, result);
    }

    [TestMethod]
    [DataRow(-0.1f)]
    [DataRow(1.1f)]
    [DataRow(float.NaN)]
    public void Other_strengths_are_refused(float strength)
    {
        using var projector = new IgnProjector(TestModels.Tiny);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => projector.Project(TestModels.Images(1), 1, strength));
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Options(strength).CheckFor(TestModels.Shape));
        Assert.AreEqual("Strength", error.ParamName);
    }

    [TestMethod]
    public void Stage_engine_and_saved_forms_give_the_projectors_result()
    {
        const float Strength = 0.3f;
        using var folder = new TemporaryFolder();
        using var projector = new IgnProjector(TestModels.Tiny);
        var data = _ml.Data.LoadFromEnumerable(Enumerable.Range(0, Count).Select(i => new Noisy { Values = TestModels.Image(i) }));
        using var stage = _ml.Transforms.ProjectWithIgn(TestModels.Tiny, Options(Strength)).Fit(data);
        var rows = Read(stage, data);
        float[] moved = [.. stage.Transform(data).GetColumn<float>("Moved")], rest = [.. stage.Transform(data).GetColumn<float>("Rest")];
        for (int i = 0; i < Count; i++)
        {
            float[] y = TestModels.Image(i), result = projector.Project(y, Applications, Strength);
            CollectionAssert.AreEqual(result, rows[i]);
            Assert.AreEqual(IgnProjector.Displacement(y, result), moved[i]);
            Assert.AreEqual(IgnProjector.Displacement(result, projector.Project(result)), rest[i]);
        }
        using (var engine = _ml.Model.CreatePredictionEngine<Noisy, Clean>(stage, new PredictionEngineOptions { OwnsTransformer = false }))
            CollectionAssert.AreEqual(rows[1], engine.Predict(new Noisy { Values = TestModels.Image(1) }).Result);

        string path = folder.File("model.zip");
        _ml.Model.Save(stage, data.Schema, path);
        using var registered = (IDisposable)SavedModels.Registered().Model.Load(path, out _);
        Same(rows, Read((ITransformer)registered, data), 0);
        var loaded = new MLContext { TempFilePath = folder.Path }.Model.Load(path, out _);
        Same(rows, Read(loaded, data), 1e-6f);
        using var rehydrated = (IgnProjectionTransformer)IgnProjectionTransformer.Rehydrate(_ml, loaded);
        Same(rows, Read(rehydrated, data), 0);
        StringAssert.Contains(StageRecord.Of(stage).ToJson(), "\"format\":4,");
    }

    private static IgnProjectionOptions Options(float strength) => new()
    {
        OutputColumn = "Clean",
        InputColumn = "Noisy",
        Applications = Applications,
        Strength = strength,
        DisplacementColumn = "Moved",
        ResidualColumn = "Rest",
    };

    private static List<float[]> Read(ITransformer stage, IDataView data) => [.. stage.Transform(data).GetColumn<float[]>("Clean")];

    private static void Same(List<float[]> expected, List<float[]> found, float tolerance)
    {
        Assert.HasCount(Count, found);
        for (int i = 0; i < Count; i++) Assert.IsLessThanOrEqualTo(tolerance, expected[i].Zip(found[i], (a, b) => Math.Abs(a - b)).Max());
    }

    private sealed class Noisy
    {
        [ColumnName("Noisy"), VectorType(96)]
        public float[] Values { get; set; } = [];
    }

    private sealed class Clean
    {
        [ColumnName("Clean")]
        public float[] Result { get; set; } = [];
    }
}
