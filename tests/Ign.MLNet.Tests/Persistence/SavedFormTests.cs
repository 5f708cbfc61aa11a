using Ign.MLNet.Networks;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Ign.MLNet.Tests;

/// <summary>Files of every form that a projector takes can be saved in a pipeline and loaded in plain ML.NET.</summary>
[TestClass]
public sealed class SavedFormTests
{
    private static IEnumerable<object[]> Forms =>
        from opset in new[] { 10, 11, 12, 13, 17, 18, 21 }
        from precision in new[] { WeightPrecision.Float32, WeightPrecision.Int8 }
        select new object[] { opset, precision };

    [TestMethod]
    [DynamicData(nameof(Forms))]
    public void Stages_of_vectors_and_of_images_with_quality_columns(int opset, WeightPrecision precision)
    {
        var model = TestModels.Written(TestModels.Grey, new OnnxForm { Opset = opset, Precision = precision, Applications = 2 });
        var ml = new MLContext();
        using var folder = new TemporaryFolder();
        using var picture = MLImage.CreateFromPixels(8, 6, MLPixelFormat.Rgba32, Pixels());
        var data = ml.Data.LoadFromEnumerable([new Row { Picture = picture, Vector = TestModels.Image(3)[..48] }]);
        foreach (string input in new[] { nameof(Row.Vector), nameof(Row.Picture) })
        {
            var options = new IgnProjectionOptions
            {
                OutputColumn = "Clean",
                InputColumn = input,
                Applications = 2,
                DisplacementColumn = "Moved",
                ResidualColumn = "Rest",
                Output = input == nameof(Row.Picture) ? ProjectionOutput.Image : ProjectionOutput.Vector,
            };
            using var stage = ml.Transforms.ProjectWithIgn(model, options).Fit(data);
            ml.Model.Save(stage, data.Schema, folder.File("model.zip"));
            var loaded = new MLContext { TempFilePath = folder.Path }.Model.Load(folder.File("model.zip"), out _);
            Assert.AreEqual(stage.Transform(data).GetColumn<float>("Moved").Single(), loaded.Transform(data).GetColumn<float[]>("Moved").Single()[0], 1e-4f);
            (loaded as IDisposable)?.Dispose();
        }
    }

    [TestMethod]
    [DataRow(12)]
    [DataRow(21)]
    public void Stages_of_networks_that_take_images_apart_and_know_labels(int opset)
    {
        NetworkSpec[] specs =
        [
            LinearIgn.For(new TensorShape(1, 4, 12), width: 4, blocks: 1),
            new NetworkSpec("film", new TensorShape(3, 4, 4), [new Conditioned(1, 2, [new Conv(3, 4, 3, 1, 1), new Film(2, 4), new Conv(4, 1, 3, 1, 1)])])
                .Validated(),
        ];
        foreach (var spec in specs)
        {
            var random = new Random(5);
            var weights = new WeightSet(spec,
                spec.ParameterShapes.Select(p =>
                    new NamedTensor(p.Name, p.Shape, [.. Enumerable.Range(0, (int)p.Count).Select(_ => random.NextSingle() * 0.4f - 0.2f)])));
            var model =
                IgnModel.FromBytes(OnnxModelWriter.Write(spec, weights, new IgnModelCard { Name = "n", Shape = spec.Input }, new OnnxForm { Opset = opset }));
            var ml = new MLContext();
            using var folder = new TemporaryFolder();
            var data = ml.Data.LoadFromEnumerable([new Row { Vector = TestModels.Image(3)[..48] }]);
            var options = new IgnProjectionOptions { OutputColumn = "Clean", InputColumn = nameof(Row.Vector), Applications = 2, DisplacementColumn = "Moved" };
            using var stage = ml.Transforms.ProjectWithIgn(model, options).Fit(data);
            ml.Model.Save(stage, data.Schema, folder.File("model.zip"));
            var loaded = new MLContext { TempFilePath = folder.Path }.Model.Load(folder.File("model.zip"), out _);
            float[] expected = stage.Transform(data).GetColumn<float[]>("Clean").Single(), actual = loaded.Transform(data).GetColumn<float[]>("Clean").Single();
            Assert.IsLessThan(1e-5f, expected.Zip(actual, (e, a) => Math.Abs(e - a)).Max());
            Assert.IsGreaterThan(0.1f, stage.Transform(data).GetColumn<float>("Moved").Single());
            (loaded as IDisposable)?.Dispose();
        }
    }

    [TestMethod]
    public void A_model_with_kernels_of_16_bits_is_refused_by_Fit_and_not_only_by_Save()
    {
        var ml = new MLContext();
        var data = ml.Data.LoadFromEnumerable([new Row { Vector = TestModels.Image(3)[..48] }]);
        var model = TestModels.Written(TestModels.Grey, new OnnxForm { Precision = WeightPrecision.Float16 });
        var estimator = ml.Transforms.ProjectWithIgn("Vector", null, model);
        var refused = Assert.ThrowsExactly<NotSupportedException>(() => estimator.Fit(data));
        Assert.Contains("stores its kernels as 16-bit floats", refused.Message);
        Assert.Contains("Export the model with 32-bit floats or int8 kernels", refused.Message);
        using var projector = new IgnProjector(model); // as the message says
        Assert.HasCount(48, projector.Project(TestModels.Image(3)[..48]));
    }

    private static byte[] Pixels()
    {
        byte[] pixels = new byte[8 * 6 * 4];
        new Random(4).NextBytes(pixels);
        return pixels;
    }

    private sealed class Row
    {
        [Microsoft.ML.Transforms.Image.ImageType(6, 8)]
        public MLImage? Picture { get; set; }

        [VectorType(48)]
        public float[] Vector { get; set; } = [];
    }
}
