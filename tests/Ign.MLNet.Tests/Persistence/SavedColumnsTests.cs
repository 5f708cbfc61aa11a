using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Ign.MLNet.Tests;

/// <summary>Stages with images and quality columns, saved and loaded by plain ML.NET and by this library.</summary>
[TestClass]
public sealed class SavedColumnsTests : IDisposable
{
    private readonly MLContext _ml = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    [DataRow(1, ProjectionOutput.Vector, 1)]
    [DataRow(1, ProjectionOutput.Image, 2)]
    [DataRow(3, ProjectionOutput.Vector, 2)]
    [DataRow(3, ProjectionOutput.Image, 1)]
    public void Images_score_the_same_in_plain_ML_NET_and_come_back(int channels, ProjectionOutput output, int applications)
    {
        var model = channels == 1 ? TestModels.Grey : TestModels.Colour;
        var options = Options("Picture", output, applications);
        using var stage = _ml.Transforms.ProjectWithIgn(model, options).Fit(Pictures.View(_ml, 1));
        // New pictures for every pass: ML.NET's own stages dispose those that they read.
        var expected = Read(stage.Transform(Pictures.View(_ml, 7)), output);
        _ml.Model.Save(stage, Pictures.View(_ml, 1).Schema, _folder.File("model.zip"));

        var plain = new MLContext { TempFilePath = _folder.Path }.Model.Load(_folder.File("model.zip"), out _);
        var scored = plain.Transform(Pictures.View(_ml, 7));
        CollectionAssert.AreEqual(stage.GetOutputSchema(Pictures.View(_ml, 1).Schema).Select(c => c.Name).ToList(), scored.Schema.Select(c => c.Name).ToList());
        Assert.AreEqual(stage.GetOutputSchema(Pictures.View(_ml, 1).Schema)["Clean"].Type, scored.Schema["Clean"].Type);
        AssertSame(expected, Read(scored, output), output == ProjectionOutput.Image ? 1 : 1e-5f);
        AssertQuality(stage, scored);

        var batched = IgnProjectionTransformer.Rehydrate(_ml, plain);
        Assert.AreEqual(options with { Warn = ((IgnProjectionTransformer)batched).Options.Warn, IntraOpThreads = 0 },
            ((IgnProjectionTransformer)batched).Options);
        Assert.AreEqual(model.Hash, ((IgnProjectionTransformer)batched).Model.Hash);
        AssertSame(expected, Read(batched.Transform(Pictures.View(_ml, 7)), output), 0);
        ((IgnProjectionTransformer)batched).Dispose();
    }

    [TestMethod]
    [DataRow(ImageResizingEstimator.ResizingKind.IsoCrop)]
    [DataRow(ImageResizingEstimator.ResizingKind.Fill)]
    public void Images_from_files_are_resized_alike(ImageResizingEstimator.ResizingKind kind)
    {
        for (int i = 0; i < 3; i++) Pictures.Make(i, MLPixelFormat.Rgba32, 8 + 7 * i, 6 + 5 * i).Save(_folder.File($"{i}.png"));
        var files = _ml.Data.LoadFromEnumerable(Enumerable.Range(0, 3).Select(i => new NamedFile { Name = $"{i}.png" }));
        var load = _ml.Transforms.LoadImages("Picture", _folder.Path, "Name");
        var pipeline = load.Append(_ml.Transforms.ProjectWithIgn(TestModels.Colour, Options("Picture", ProjectionOutput.Vector, 1) with { Resizing = kind }));
        using var fitted = pipeline.Fit(files);
        var expected = Read(fitted.Transform(files), ProjectionOutput.Vector);
        _ml.Model.Save(fitted, files.Schema, _folder.File("model.zip"));
        var plain = new MLContext { TempFilePath = _folder.Path }.Model.Load(_folder.File("model.zip"), out _);
        AssertSame(expected, Read(plain.Transform(files), ProjectionOutput.Vector), 1e-5f);
        (plain as IDisposable)!.Dispose();
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(3)]
    public void Quality_columns_are_the_same_numbers_in_plain_ML_NET(int applications)
    {
        var data = Rows.View(_ml, 6);
        using var stage = _ml.Transforms.ProjectWithIgn(TestModels.Tiny, Options("Noisy", ProjectionOutput.Vector, applications)).Fit(data);
        _ml.Model.Save(stage, data.Schema, _folder.File("model.zip"));
        using var plain = new MLContext { TempFilePath = _folder.Path }.Model.Load(_folder.File("model.zip"), out _) as IDisposable;
        var scored = ((ITransformer)plain!).Transform(data);
        var expected = stage.Transform(data);
        foreach (string name in new[] { "Moved", "Rest" })
        {
            // ML.NET's own ONNX stage makes a vector of one number.
            float[] numbers = [.. scored.GetColumn<float[]>(name).Select(v => v.Single())];
            Pictures.AssertClose([.. expected.GetColumn<float>(name)], numbers, 1e-4f);
        }
    }

    [TestMethod]
    public void Pictures_of_the_model_s_size_are_not_resized_in_plain_ML_NET_and_all_but_the_last_live_on()
    {
        var pictures = Enumerable.Range(0, 5).Select(i => new Pictures.Row { Picture = Pictures.Make(i), Index = i }).ToList();
        var data = _ml.Data.LoadFromEnumerable(pictures);
        using var stage = _ml.Transforms.ProjectWithIgn(TestModels.Colour, Options("Picture", ProjectionOutput.Vector, 1)).Fit(data);
        _ml.Model.Save(stage, data.Schema, _folder.File("model.zip"));
        var plain = new MLContext { TempFilePath = _folder.Path }.Model.Load(_folder.File("model.zip"), out _);
        Assert.IsFalse(SavedModels.Members(plain).OfType<ImageResizingTransformer>().Any());
        Assert.HasCount(5, plain.Transform(data).GetColumn<float[]>("Clean").ToList());
        foreach (var row in pictures[..^1]) Assert.AreEqual(8, row.Picture!.Width);
        // ML.NET's extractor of pixels disposes the picture that it read last; docs/pipeline.md says so.
        Assert.ThrowsExactly<InvalidOperationException>(() => pictures[^1].Picture!.Width);

        // The property survives coming back and being saved again.
        using var batched = (IgnProjectionTransformer)IgnProjectionTransformer.Rehydrate(_ml, plain);
        Assert.IsTrue(batched.IsSized);
    }

    [TestMethod]
    public void Pictures_of_unknown_size_are_resized_in_plain_ML_NET_although_the_stage_refuses_them()
    {
        Pictures.Make(1, MLPixelFormat.Rgba32, 16, 12).Save(_folder.File("0.png"));
        var files = _ml.Data.LoadFromEnumerable([new NamedFile { Name = "0.png" }]);
        var pipeline = _ml.Transforms.LoadImages("Picture", _folder.Path, "Name")
            .Append(_ml.Transforms.ProjectWithIgn(TestModels.Colour, Options("Picture", ProjectionOutput.Vector, 1)));
        using var fitted = pipeline.Fit(files);
        Assert.Throws<Exception>(() => fitted.Transform(files).GetColumn<float[]>("Clean").ToList());
        _ml.Model.Save(fitted, files.Schema, _folder.File("model.zip"));
        var plain = new MLContext { TempFilePath = _folder.Path }.Model.Load(_folder.File("model.zip"), out _);
        Assert.HasCount(1, plain.Transform(files).GetColumn<float[]>("Clean").ToList());
        (plain as IDisposable)!.Dispose();
    }

    [TestMethod]
    public void A_projection_in_place_stands_behind_what_it_hides_in_plain_ML_NET()
    {
        var data = Rows.View(_ml, 1);
        using var stage = _ml.Transforms.ProjectWithIgn("Noisy", null, TestModels.Tiny).Fit(data);
        _ml.Model.Save(stage, data.Schema, _folder.File("model.zip"));
        var plain = new MLContext { TempFilePath = _folder.Path }.Model.Load(_folder.File("model.zip"), out _);
        Assert.AreEqual(1, plain.GetOutputSchema(data.Schema)["Noisy"].Index, "docs/pipeline.md says where it stands");
        Pictures.AssertClose(TestModels.Projected(TestModels.Image(0)), plain.Transform(data).GetColumn<float[]>("Noisy").Single());
        (plain as IDisposable)!.Dispose();
    }

    private void AssertQuality(IgnProjectionTransformer stage, IDataView scored)
    {
        Pictures.AssertClose([.. stage.Transform(Pictures.View(_ml, 7)).GetColumn<float>("Moved")],
            [.. scored.GetColumn<float[]>("Moved").Select(v => v.Single())], 1e-4f);
        Pictures.AssertClose([.. stage.Transform(Pictures.View(_ml, 7)).GetColumn<float>("Rest")],
            [.. scored.GetColumn<float[]>("Rest").Select(v => v.Single())], 1e-4f);
    }

    private static IgnProjectionOptions Options(string input, ProjectionOutput output, int applications) => new()
    {
        OutputColumn = "Clean",
        InputColumn = input,
        Output = output,
        Applications = applications,
        DisplacementColumn = "Moved",
        ResidualColumn = "Rest",
        BatchSize = 4,
    };

    private static List<float[]> Read(IDataView data, ProjectionOutput output) => output == ProjectionOutput.Vector
        ? [.. data.GetColumn<float[]>("Clean")]
        : [.. data.GetColumn<MLImage>("Clean").Select(p => p.Pixels.ToArray().Select(b => (float)b).ToArray())];

    private static void AssertSame(List<float[]> expected, List<float[]> actual, float tolerance)
    {
        Assert.AreEqual(expected.Count, actual.Count);
        for (int i = 0; i < expected.Count; i++) Pictures.AssertClose(expected[i], actual[i], tolerance);
    }

    private sealed class NamedFile
    {
        public string Name { get; set; } = "";
    }
}
