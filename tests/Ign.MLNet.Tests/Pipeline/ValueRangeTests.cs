using System.Reflection;
using Ign.MLNet.Networks;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Ign.MLNet.Tests;

/// <summary>Columns of floats in a range of their own: what a user would otherwise do by hand before and behind the stage.</summary>
[TestClass]
public sealed class ValueRangeTests
{
    private const int Count = 7, Applications = 2;
    private readonly MLContext _ml = new();

    // Of 255: ML.NET's run of the same nodes may differ in the last bits.
    private const float Rounding = 1e-4f;

    [TestMethod]
    [DataRow(0f, 1f)]
    [DataRow(0f, 255f)]
    [DataRow(-2.117904f, 2.64f)]
    [DataRow(1000f, 1001f)]
    [DataRow(-1f, 1f)]
    public void Values_are_mapped_to_the_cards_range_and_back(float minimum, float maximum)
    {
        foreach (var (cardMinimum, cardMaximum) in new[] { (-1f, 1f), (0f, 1f), (0f, 255f) })
        {
            var model = IgnModel.FromBytes(TestModels.TinyBytes(cardMinimum, cardMaximum));
            var data = View(minimum, maximum);
            using var stage = Fit(model, data, minimum, maximum);
            var rows = _ml.Data.CreateEnumerable<Clean>(stage.Transform(data), reuseRowObject: false).ToList();
            for (int i = 0; i < Count; i++)
            {
                float[] y = Mapped(Input(i, minimum, maximum), minimum, maximum, cardMinimum, cardMaximum), fy = TestModels.Projected(y, Applications, model);
                CollectionAssert.AreEqual(Mapped(fy, cardMinimum, cardMaximum, minimum, maximum), rows[i].Result);
                Assert.AreEqual(IgnProjector.Displacement(y, fy), rows[i].Moved, "in the card's range");
                Assert.AreEqual(IgnProjector.Displacement(fy, TestModels.Projected(fy, 1, model)), rows[i].Rest, "in the card's range");
            }
        }
    }

    [TestMethod]
    public void One_row_at_a_time_is_mapped_too()
    {
        var data = View(0, 255);
        using var stage = Fit(TestModels.Tiny, data, 0, 255);
        using var engine = _ml.Model.CreatePredictionEngine<Noisy, Clean>(stage, new Microsoft.ML.PredictionEngineOptions { OwnsTransformer = false });
        var batched = SavedModels.Column(stage, data);
        for (int i = 0; i < Count; i++) CollectionAssert.AreEqual(batched[i], engine.Predict(new Noisy { Values = Input(i, 0, 255) }).Result);
    }

    [TestMethod]
    [DataRow(ProjectionOutput.Vector)]
    [DataRow(ProjectionOutput.Tensor)]
    public void Both_readings_of_a_saved_stage_map_as_it_does(ProjectionOutput output)
    {
        using var folder = new TemporaryFolder();
        var data = View(0, 255);
        using var stage = Fit(TestModels.Tiny, data, 0, 255, output);
        string path = folder.File("model.zip");
        _ml.Model.Save(stage, data.Schema, path);
        var expected = Read(stage, data);

        var batching = SavedModels.Registered().Model.Load(path, out _);
        Same(expected, Read(batching, data), 0);
        Assert.IsInstanceOfType<IgnProjectionTransformer>(batching);
        ((IDisposable)batching).Dispose();

        using var plain = (IDisposable)new MLContext { TempFilePath = folder.Path }.Model.Load(path, out _);
        Assert.IsNotInstanceOfType<IgnProjectionTransformer>(plain);
        Same(expected, Read((ITransformer)plain, data), Rounding);

        var loaded = new MLContext { TempFilePath = folder.Path }.Model.Load(path, out _);
        using var rehydrated = (IgnProjectionTransformer)IgnProjectionTransformer.Rehydrate(_ml, loaded);
        Same(expected, Read(rehydrated, data), 0);
        CollectionAssert.AreEqual(TestModels.Tiny.Bytes.ToArray(), rehydrated.Model.Bytes.ToArray());
    }

    [TestMethod]
    public void A_record_without_a_range_stays_readable_for_those_who_know_none()
    {
        var data = View(-1, 1);
        using var plain = Fit(TestModels.Tiny, data, null, null);
        string json = StageRecord.Of(plain).ToJson();
        StringAssert.Contains(json, "\"format\":2,");
        Assert.DoesNotContain("minimum", json);
        using var ranged = Fit(TestModels.Tiny, data, 0, 255);
        json = StageRecord.Of(ranged).ToJson();
        StringAssert.Contains(json, "\"format\":3,");
        StringAssert.Contains(json, "\"minimum\":0,\"maximum\":255");
        Assert.AreEqual(StageRecord.Of(ranged), StageRecord.FromJson(json));
    }

    [TestMethod]
    public void A_record_of_a_range_for_bytes_is_damaged()
    {
        using var stage = Fit(TestModels.Tiny, View(0, 255), 0, 255);
        var record = StageRecord.Of(stage);
        byte[] wrapped = SurrogateModel.Wrap(stage.Model, record);
        Rehydration.Restore(wrapped, record, null).Dispose();
        foreach (var damaged in new[] { record with { Kind = InputKind.ByteVector }, record with { Maximum = null }, record with { Maximum = -1 } })
        {
            var error = Assert.ThrowsExactly<IgnFormatException>(() => Rehydration.Restore(wrapped, damaged, null));
            StringAssert.StartsWith(error.Message, "The saved projection stage is damaged: ");
        }
    }

    [TestMethod]
    public void Floats_become_images_whatever_their_range()
    {
        byte[] picture = Pictures(255);
        CollectionAssert.AreEqual(picture, Pictures(1));
        Assert.IsGreaterThan(20, picture.Distinct().Count());

        byte[] Pictures(float white)
        {
            var rows = View(0, white, 48);
            using var stage = Fit(TestModels.Grey, rows, 0, white, ProjectionOutput.Image);
            using var image = stage.Transform(rows).GetColumn<MLImage>("Clean").First();
            return image.Pixels.ToArray();
        }
    }

    [TestMethod]
    public void Missing_values_are_found_before_they_are_mapped_and_named_in_the_columns_unit()
    {
        float[] broken = Input(0, 0, 255);
        broken[5] = float.PositiveInfinity;
        var data = _ml.Data.LoadFromEnumerable([new Noisy { Values = broken }]);
        using var stage = Fit(TestModels.Tiny, data, 0, 255);
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => SavedModels.Column(stage, data));
        StringAssert.Contains(error.Message, "value 5 of the image is Infinity, expected finite values between 0 and 255.");
    }

    [TestMethod]
    public void The_warning_of_another_unit_names_the_options_and_ends_with_them()
    {
        var data = View(0, 255);
        var warnings = new List<string>();
        using (var stage = Fit(TestModels.Tiny, data, null, null, warn: warnings.Add)) SavedModels.Column(stage, data);
        Assert.HasCount(1, warnings);
        StringAssert.Contains(warnings[0],
            "but the stage expects -1 to 1: the projections are probably garbage. Set Minimum and Maximum of IgnProjectionOptions to");
        using (var stage = Fit(TestModels.Tiny, data, 0, 255, warn: warnings.Add)) SavedModels.Column(stage, data);
        Assert.HasCount(1, warnings);
        using (var stage = Fit(TestModels.Tiny, data, 0, 1, warn: warnings.Add)) SavedModels.Column(stage, data);
        Assert.HasCount(2, warnings);
        StringAssert.Contains(warnings[1], "but the stage expects 0 to 1");
    }

    [TestMethod]
    public void A_range_is_refused_for_bytes_and_images_by_schema_and_by_data()
    {
        var bytes = _ml.Data.LoadFromEnumerable([new Others()]);
        foreach (var (column, holds) in new[] { (nameof(Others.Bytes), "bytes"), (nameof(Others.Picture), "images") })
        {
            var options = new IgnProjectionOptions { OutputColumn = "Clean", InputColumn = column, Minimum = 0, Maximum = 255 };
            var estimator = _ml.Transforms.ProjectWithIgn(TestModels.Grey, options);
            foreach (Action act in new Action[] { () => estimator.Fit(bytes), () => estimator.GetOutputSchema(Shape(bytes)) })
            {
                var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(act);
                Assert.AreEqual("Minimum", error.ParamName);
                StringAssert.StartsWith(error.Message, $"Column '{column}' holds {holds}, whose range is 0 to 255: leave out Minimum and Maximum");
            }
        }
    }

    private static SchemaShape Shape(IDataView data) =>
        (SchemaShape)typeof(SchemaShape).GetMethod("Create", BindingFlags.Static | BindingFlags.NonPublic)!.Invoke(null, [data.Schema])!;

    /// <summary>Projections, displacements and residuals; the latter are vectors of one number in ML.NET's reading.</summary>
    private static List<float[]> Read(ITransformer model, IDataView data)
    {
        var result = model.Transform(data);
        IEnumerable<float> Number(string name) =>
            result.Schema[name].Type is VectorDataViewType ? result.GetColumn<float[]>(name).Select(v => v.Single()) : result.GetColumn<float>(name);
        return [.. result.GetColumn<float[]>("Clean").Zip(Number("Moved"), Number("Rest")).Select(r => (float[])[.. r.First, r.Second, r.Third])];
    }

    private static void Same(List<float[]> expected, List<float[]> found, float difference)
    {
        Assert.HasCount(Count, found);
        for (int i = 0; i < Count; i++) Assert.IsLessThanOrEqualTo(difference, expected[i].Zip(found[i], (a, b) => Math.Abs(a - b)).Max());
    }

    /// <summary>The same by hand.</summary>
    private static float[] Mapped(float[] values, float from, float fromWhite, float to, float toWhite)
    {
        if ((from, fromWhite) == (to, toWhite)) return values;
        float factor = (float)(((double)toWhite - to) / ((double)fromWhite - from));
        return [.. values.Select(v => (float)((float)(v - from) * factor) + to)];
    }

    private static float[] Input(int seed, float minimum, float maximum) =>
        [.. TestModels.Image(seed).Select(v => (v + 1) / 2 * (maximum - minimum) + minimum)];

    private IDataView View(float minimum, float maximum, int size = 96)
    {
        var definition = SchemaDefinition.Create(typeof(Noisy));
        definition[0].ColumnType = new VectorDataViewType(NumberDataViewType.Single, size);
        return _ml.Data.LoadFromEnumerable(Enumerable.Range(0, Count).Select(i => new Noisy { Values = Input(i, minimum, maximum)[..size] }), definition);
    }

    private IgnProjectionTransformer Fit(
        IgnModel model, IDataView data, float? minimum, float? maximum, ProjectionOutput output = ProjectionOutput.Vector, Action<string>? warn = null) =>
            _ml.Transforms.ProjectWithIgn(model, new IgnProjectionOptions
            {
                OutputColumn = "Clean",
                InputColumn = "Values",
                Output = output,
                DisplacementColumn = "Moved",
                ResidualColumn = "Rest",
                Applications = Applications,
                BatchSize = 3,
                Minimum = minimum,
                Maximum = maximum,
                Warn = warn ?? (static _ => { }),
            }).Fit(data);

    private sealed class Noisy
    {
        [VectorType(96)]
        public float[] Values { get; set; } = [];
    }

    private sealed class Clean
    {
        [ColumnName("Clean")]
        public float[] Result { get; set; } = [];

        public float Moved { get; set; }

        public float Rest { get; set; }
    }

    private sealed class Others
    {
        [VectorType(48)]
        public byte[] Bytes { get; set; } = new byte[48];

        [Microsoft.ML.Transforms.Image.ImageType(6, 8)]
        public MLImage? Picture { get; set; }
    }
}
