using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Ign.MLNet.Tests;

/// <summary>A projection has the type of what it was made of, so that it fits in front of what was trained on that.</summary>
[TestClass]
public sealed class OutputTypeTests
{
    private readonly MLContext _ml = new(seed: 1);

    public static IEnumerable<object[]> Inputs =>
    [
        ["Flat", ProjectionOutput.Vector, "Vector<Single, 96>"],
        ["Planes", ProjectionOutput.Vector, "Vector<Single, 2, 6, 8>"],
        ["Odd", ProjectionOutput.Vector, "Vector<Single, 4, 24>"],
        ["Bytes", ProjectionOutput.Vector, "Vector<Single, 6, 16>"],
        ["Flat", ProjectionOutput.Tensor, "Vector<Single, 1, 2, 6, 8>"],
        ["Bytes", ProjectionOutput.Tensor, "Vector<Single, 1, 2, 6, 8>"],
    ];

    [TestMethod]
    [DynamicData(nameof(Inputs))]
    public void It_is_that_of_the_input_also_after_saving_with_and_without_this_library(string input, ProjectionOutput output, string type)
    {
        var data = Data();
        using var stage = Fit(data, input, output);
        Assert.AreEqual(type, stage.GetOutputSchema(data.Schema)["Clean"].Type.ToString());
        var expected = SavedModels.Column(stage, data);
        using var zip = new MemoryStream();
        _ml.Model.Save(stage, data.Schema, zip);
        foreach (var ml in (MLContext[])[SavedModels.Registered(), new MLContext()])
        {
            zip.Position = 0;
            var loaded = ml.Model.Load(zip, out _);
            Assert.AreEqual(type, loaded.GetOutputSchema(data.Schema)["Clean"].Type.ToString());
            foreach (var (a, b) in expected.Zip(SavedModels.Column(loaded, data))) Pictures.AssertClose(a, b);
            (loaded as IDisposable)?.Dispose();
        }
    }

    [TestMethod]
    public void It_stays_as_fitted_where_the_data_have_other_dimensions()
    {
        using var stage = Fit(Data(), "Flat", ProjectionOutput.Vector);
        var other = _ml.Transforms.CopyColumns("Flat", "Planes").Fit(Data()).Transform(Data());
        Assert.AreEqual("Vector<Single, 96>", stage.Transform(other).Schema["Clean"].Type.ToString());
    }

    [TestMethod]
    public void A_stage_that_was_saved_before_types_followed_the_input_keeps_its_type()
    {
        var data = Data();
        using var stage = Fit(data, "Flat", ProjectionOutput.Vector);
        var record = StageRecord.Of(stage) with { Format = 1, Dimensions = null };
        byte[] wrapped = SurrogateModel.Wrap(stage.Model, record);
        using var restored = Rehydration.Restore(wrapped, SurrogateModel.FindRecord(wrapped)!, execution: null);
        Assert.AreEqual("Vector<Single, 1, 2, 6, 8>", restored.GetOutputSchema(data.Schema)["Clean"].Type.ToString());
        Assert.AreEqual(stage.Model.Hash, restored.Model.Hash);
    }

    [TestMethod]
    [DataRow("Flat")]
    [DataRow("Planes")]
    public void A_stage_fits_in_front_of_a_classifier_that_was_trained_without_it(string column)
    {
        var data = Data();
        var classifier = _ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy("Label", column).Fit(data);
        using var stage = Fit(data, column, ProjectionOutput.Vector, column);
        using var model = new TransformerChain<ITransformer>(stage, classifier);
        float[][] expected = [.. classifier.Transform(stage.Transform(data)).GetColumn<float[]>("Score")];
        CollectionAssert.AreNotEqual(classifier.Transform(data).GetColumn<float[]>("Score").First(), expected[0]);
        Assert.AreEqual(expected.Length, _ml.MulticlassClassification.Evaluate(model.Transform(data)).ConfusionMatrix.Counts.Sum(c => c.Sum()));
        using var engine = _ml.Model.CreatePredictionEngine<Row, Scored>(model);
        CollectionAssert.AreEqual(expected[3], engine.Predict(Make(3)).Score);
    }

    [TestMethod]
    public void Vectors_are_concatenated_with_others()
    {
        var data = Data();
        var pipeline = _ml.Transforms.ProjectWithIgn("Clean", "Flat", TestModels.Tiny).Append(_ml.Transforms.Concatenate("All", "Clean", "Flat"));
        using var fitted = pipeline.Fit(data);
        float[][] all = [.. fitted.Transform(data).GetColumn<float[]>("All")];
        CollectionAssert.AreEqual((float[])[.. TestModels.Projected(TestModels.Image(3)), .. TestModels.Image(3)], all[3]);
    }

    [TestMethod]
    public void The_values_have_names_by_which_permutation_importance_reports()
    {
        var data = Data();
        using var stage = Fit(data, "Flat", ProjectionOutput.Vector);
        var projected = _ml.Data.Cache(stage.Transform(data));
        VBuffer<ReadOnlyMemory<char>> names = default;
        projected.Schema["Clean"].GetSlotNames(ref names);
        Assert.AreEqual("c0 y0 x0,c0 y1 x2,c1 y5 x7", $"{names.GetItemOrDefault(0)},{names.GetItemOrDefault(10)},{names.GetItemOrDefault(95)}");
        var model = _ml.Regression.Trainers.Sdca("Target", "Clean", maximumNumberOfIterations: 2).Fit(projected);
        var importance = _ml.Regression.PermutationFeatureImportance((ITransformer)model, projected, "Target");
        Assert.HasCount(96, importance);
        Assert.IsTrue(importance.ContainsKey("c1 y5 x7"));
    }

    [TestMethod]
    public void The_plain_reading_of_a_saved_stage_has_no_names_so_that_permutation_importance_fails()
    {
        using var folder = new TemporaryFolder();
        var data = Data();
        using (var stage = Fit(data, "Flat", ProjectionOutput.Vector)) _ml.Model.Save(stage, data.Schema, folder.File("model.zip"));
        using var plain = (IDisposable)new MLContext { TempFilePath = folder.Path }.Model.Load(folder.File("model.zip"), out _);
        var projected = _ml.Data.Cache(((ITransformer)plain).Transform(data));
        Assert.IsFalse(projected.Schema["Clean"].HasSlotNames());
        var model = _ml.Regression.Trainers.Sdca("Target", "Clean", maximumNumberOfIterations: 2).Fit(projected);
        var error = Assert.ThrowsExactly<InvalidOperationException>(() =>
            _ml.Regression.PermutationFeatureImportance((ITransformer)model, projected, "Target"));
        Assert.AreEqual("Invalid call to 'GetValue'", error.Message, "as the page says");
    }

    [TestMethod]
    public void Names_of_the_input_column_are_handed_on()
    {
        string[] expected = [.. Enumerable.Range(0, 96).Select(i => $"sensor {i}")];
        var definition = SchemaDefinition.Create(typeof(Row));
        definition["Flat"].AddAnnotation("SlotNames", new VBuffer<ReadOnlyMemory<char>>(96, [.. expected.Select(n => n.AsMemory())]),
            new VectorDataViewType(TextDataViewType.Instance, 96));
        var named = _ml.Data.LoadFromEnumerable([Make(0)], definition);
        using var stage = Fit(named, "Flat", ProjectionOutput.Vector);
        VBuffer<ReadOnlyMemory<char>> names = default;
        stage.Transform(named).Schema["Clean"].GetSlotNames(ref names);
        CollectionAssert.AreEqual(expected, names.DenseValues().Select(n => n.ToString()).ToList());
    }

    [TestMethod]
    public void The_estimator_promises_the_schema_that_comes()
    {
        var data = Data();
        var create = typeof(SchemaShape).GetMethod("Create", BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public)!;
        SchemaShape Shape(DataViewSchema schema) => (SchemaShape)create.Invoke(null, [schema])!;
        var estimator = _ml.Transforms.ProjectWithIgn("Clean", "Flat", TestModels.Tiny);
        var promised = estimator.GetOutputSchema(Shape(data.Schema)).Single(c => c.Name == "Clean");
        var come = Shape(estimator.Fit(data).GetOutputSchema(data.Schema)).Single(c => c.Name == "Clean");
        Assert.AreEqual((come.Kind, come.ItemType, come.IsKey), (promised.Kind, promised.ItemType, promised.IsKey));
        CollectionAssert.AreEqual(Describe(come.Annotations), Describe(promised.Annotations));
        Assert.HasCount(1, Describe(come.Annotations));

        static List<string> Describe(SchemaShape annotations) => [.. annotations.Select(a => $"{a.Name} {a.Kind} {a.ItemType} {a.IsKey}")];
    }

    [TestMethod]
    public void A_vector_without_a_size_is_told_how_to_get_one()
    {
        var data = _ml.Data.LoadFromEnumerable([new Loose()]);
        foreach (Action act in (Action[])[() => _ml.Transforms.ProjectWithIgn("Clean", "Flat", TestModels.Tiny).Fit(data),
            () => _ml.Transforms.CopyColumns("Copy", "Flat").Append(_ml.Transforms.ProjectWithIgn("Clean", "Flat", TestModels.Tiny)).Fit(data)])
            StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(act).Message, "[VectorType(96)]");
    }

    private IgnProjectionTransformer Fit(IDataView data, string input, ProjectionOutput output, string name = "Clean") =>
        _ml.Transforms.ProjectWithIgn(TestModels.Tiny, new IgnProjectionOptions { OutputColumn = name, InputColumn = input, Output = output }).Fit(data);

    private IDataView Data() => _ml.Transforms.Conversion.MapValueToKey("Label", "Class").Fit(Raw()).Transform(Raw());

    private IDataView Raw() => _ml.Data.LoadFromEnumerable(Enumerable.Range(0, 20).Select(Make));

    private static Row Make(int i)
    {
        byte[] bytes = new byte[96];
        new Random(i).NextBytes(bytes);
        return new Row
        {
            Flat = TestModels.Image(i),
            Planes = TestModels.Image(i),
            Odd = TestModels.Image(i),
            Bytes = bytes,
            Class = $"{i % 3}",
            Target = i % 7,
        };
    }

    private sealed class Row
    {
        [VectorType(96)]
        public float[] Flat { get; set; } = [];

        [VectorType(2, 6, 8)]
        public float[] Planes { get; set; } = [];

        [VectorType(4, 24)]
        public float[] Odd { get; set; } = [];

        [VectorType(6, 16)]
        public byte[] Bytes { get; set; } = [];

        public string Class { get; set; } = "";

        public float Target { get; set; }
    }

    private sealed class Scored
    {
        public float[] Score { get; set; } = [];
    }

    private sealed class Loose
    {
        public float[] Flat { get; set; } = new float[96];
    }
}
