using Ign.MLNet.Networks;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Ign.MLNet.Tests;

/// <summary>A column of images of all sizes, and a model that takes them.</summary>
[TestClass]
public sealed class AnySizeStageTests : IDisposable
{
    private static readonly (int Width, int Height)[] s_sizes = [(5, 3), (24, 16), (40, 9), (1, 1), (5, 3), (5, 3)];

    private readonly MLContext _ml = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public void Images_come_out_in_the_size_that_they_have()
    {
        var data = View(40);
        using var stage = _ml.Transforms.ProjectWithIgn(TestModels.AnySize, Options() with { DisplacementColumn = "Moved", ResidualColumn = "Rest" }).Fit(data);
        var result = stage.Transform(data);
        Assert.AreEqual("Image<9, 40>", result.Schema["Clean"].Type.ToString());
        long before = stage.Session.Runs;
        var clean = result.GetColumn<MLImage>("Clean").ToList();
        // Four sizes; batches of 1, 4, 16 and 19 rows.
        Assert.IsLessThanOrEqualTo(4 * 4, stage.Session.Runs - before);
        float[] moved = [.. result.GetColumn<float>("Moved")], rest = [.. result.GetColumn<float>("Rest")];
        for (int i = 0; i < 40; i++)
        {
            var (shape, values, expected) = Expected(i);
            AssertPicture(expected, clean[i], shape);
            Assert.AreEqual(IgnProjector.Displacement(values, expected), moved[i], 1e-3f);
            Assert.AreEqual(IgnProjector.Displacement(expected, TestModels.Defined(TestModels.AnySize, expected, shape)), rest[i], 1e-3f);
        }
    }

    [TestMethod]
    public void A_prediction_engine_takes_one_size_after_the_other()
    {
        using var stage = _ml.Transforms.ProjectWithIgn(TestModels.AnySize, Options()).Fit(View(1));
        using var engine = _ml.Model.CreatePredictionEngine<Row, Clean>(stage);
        for (int i = 0; i < 8; i++) AssertPicture(Expected(i).Values, engine.Predict(Make(i)).Image!, Expected(i).Shape);
    }

    [TestMethod]
    public void The_column_keeps_the_type_of_what_it_is_made_of()
    {
        var data = _ml.Data.LoadFromEnumerable([Make(2)]);
        var estimator = _ml.Transforms.ProjectWithIgn(TestModels.AnySize, Options());
        using var stage = estimator.Fit(data);
        Assert.AreEqual("Image<9, 40>", stage.Transform(data).Schema["Clean"].Type.ToString());
        Assert.AreEqual("Image<9, 40>", estimator.GetOutputSchema(new SchemaShape([SchemaShapeColumn.Of("Picture", data.Schema["Picture"].Type)]))
            .Single(c => c.Name == "Clean").ItemType.ToString());
        AssertPicture(Expected(2).Values, stage.Transform(data).GetColumn<MLImage>("Clean").Single(), Expected(2).Shape);
        // A vector has the model's size, whatever the images have.
        var refusal = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() =>
            _ml.Transforms.ProjectWithIgn(TestModels.AnySize, Options() with { Output = ProjectionOutput.Vector }).Fit(data));
        Assert.Contains("got Image<9, 40>. Set Output to Image to have images projected in the size that they have", refusal.Message);
    }

    [TestMethod]
    public void Pictures_of_files_come_out_in_the_size_that_each_has_also_from_a_saved_pipeline_and_one_by_one()
    {
        var files = new List<NamedFile>();
        for (int i = 0; i < 40; i++)
        {
            using var picture = Make(i).Picture!;
            picture.Save(_folder.File($"{i}.png"));
            files.Add(new NamedFile { Name = $"{i}.png" });
        }
        var data = _ml.Data.LoadFromEnumerable(files);
        var pipeline = _ml.Transforms.LoadImages("Picture", _folder.Path, "Name")
            .Append(_ml.Transforms.ProjectWithIgn(TestModels.AnySize, Options() with { DisplacementColumn = "Moved" }));
        using var fitted = pipeline.Fit(data);
        _ml.Model.Save(fitted, data.Schema, _folder.File("model.zip"));
        var own = new MLContext();
        own.RegisterIgn();
        foreach (var (ml, stage) in ((MLContext, ITransformer)[])[(_ml, fitted), (own, own.Model.Load(_folder.File("model.zip"), out _))])
        {
            var result = stage.Transform(data);
            Assert.AreEqual((0, 0), result.Schema["Clean"].Type is ImageDataViewType type ? (type.Width, type.Height) : default,
                "Sizes differ, and no schema tells them.");
            var clean = result.GetColumn<MLImage>("Clean").ToList();
            float[] moved = [.. result.GetColumn<float>("Moved")];
            using var engine = ml.Model.CreatePredictionEngine<NamedFile, Clean>(stage);
            for (int i = 0; i < files.Count; i++)
            {
                var (shape, values, expected) = Expected(i);
                AssertPicture(expected, clean[i], shape);
                AssertPicture(expected, engine.Predict(files[i]).Image!, shape);
                Assert.AreEqual(IgnProjector.Displacement(values, expected), moved[i], 1e-3f);
            }
        }
    }

    [TestMethod]
    public void Images_that_are_missing_stay_so_and_harm_no_others()
    {
        var data = _ml.Data.LoadFromEnumerable([Make(0), new Row(), Make(2)]);
        using var stage = _ml.Transforms.ProjectWithIgn(TestModels.AnySize, Options() with { NonFinite = NonFiniteInput.Missing }).Fit(data);
        var clean = stage.Transform(data).GetColumn<MLImage>("Clean").ToList();
        Assert.IsNull(clean[1]);
        AssertPicture(Expected(2).Values, clean[2], Expected(2).Shape);
    }

    [TestMethod]
    public void A_saved_stage_takes_any_size_again_and_read_without_this_library_the_cards_size()
    {
        var data = View(3);
        using (var stage = _ml.Transforms.ProjectWithIgn(TestModels.AnySize, Options()).Fit(data))
            _ml.Model.Save(stage, data.Schema, _folder.File("model.zip"));
        var own = new MLContext();
        own.RegisterIgn();
        var clean = own.Model.Load(_folder.File("model.zip"), out _).Transform(View(3)).GetColumn<MLImage>("Clean").ToList();
        for (int i = 0; i < 3; i++) AssertPicture(Expected(i).Values, clean[i], Expected(i).Shape);
        // There they are stretched to it, as images of unknown size always are.
        var plain = new MLContext().Model.Load(_folder.File("model.zip"), out _).Transform(View(3)).GetColumn<MLImage>("Clean").ToList();
        foreach (var image in plain) Assert.AreEqual((24, 16), (image.Width, image.Height));
        AssertPicture(Expected(1).Values, plain[1], Expected(1).Shape);
    }

    private static IgnProjectionOptions Options() => new() { OutputColumn = "Clean", InputColumn = "Picture", Output = ProjectionOutput.Image };

    private static Row Make(int i)
    {
        var (width, height) = s_sizes[i % s_sizes.Length];
        return new Row { Picture = Pictures.Make(i, width: width, height: height) };
    }

    private IDataView View(int count) => _ml.Data.LoadFromEnumerable(Enumerable.Range(0, count).Select(Make));

    private static (TensorShape Shape, float[] Input, float[] Values) Expected(int i)
    {
        var (width, height) = s_sizes[i % s_sizes.Length];
        byte[] pixels = Pictures.Pixels(i, width, height);
        int area = width * height;
        float[] planes = [.. Enumerable.Range(0, 3 * area).Select(p => (float)(-1 + 2.0 * pixels[4 * (p % area) + p / area] / 255))];
        var shape = new TensorShape(3, height, width);
        return (shape, planes, TestModels.Defined(TestModels.AnySize, planes, shape));
    }

    private static void AssertPicture(float[] expected, MLImage actual, TensorShape shape)
    {
        Assert.AreEqual((shape.Width, shape.Height), (actual.Width, actual.Height));
        byte[] pixels = actual.Pixels.ToArray();
        int area = shape.Width * shape.Height;
        for (int p = 0; p < area; p++)
            for (int c = 0; c < 3; c++) Assert.AreEqual((expected[c * area + p] + 1) / 2 * 255, pixels[4 * p + 2 - c], 0.51);
    }

    internal sealed class Row
    {
        // In memory ML.NET wants some size, and does not look whether images have it.
        [ImageType(9, 40)]
        public MLImage? Picture { get; set; }

        public int Index { get; set; }
    }

    internal sealed class NamedFile
    {
        public string Name { get; set; } = "";
    }

    internal sealed class Clean
    {
        [ImageType(9, 40)]
        [ColumnName("Clean")]
        public MLImage? Image { get; set; }
    }
}
