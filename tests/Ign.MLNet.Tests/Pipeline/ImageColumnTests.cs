using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using static Microsoft.ML.Transforms.Image.ImageResizingEstimator;

namespace Ign.MLNet.Tests;

[TestClass]
public sealed class ImageColumnTests : IDisposable
{
    private readonly MLContext _ml = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    [DataRow(1, MLPixelFormat.Rgba32)]
    [DataRow(1, MLPixelFormat.Bgra32)]
    [DataRow(3, MLPixelFormat.Rgba32)]
    [DataRow(3, MLPixelFormat.Bgra32)]
    public void Pictures_are_read_as_the_values_of_their_colours(int channels, MLPixelFormat format)
    {
        var model = Model(channels);
        var data = Pictures.View(_ml, 11, format);
        using var stage = _ml.Transforms.ProjectWithIgn(model, Options(ProjectionOutput.Vector)).Fit(data);
        var result = stage.Transform(data);
        Assert.AreEqual($"Vector<Single, {channels}, 6, 8>", result.Schema["Clean"].Type.ToString());
        var clean = result.GetColumn<float[]>("Clean").ToList();
        for (int i = 0; i < 11; i++)
        {
            float[] planes = Pictures.Planes(Pictures.Pixels(i), model, format == MLPixelFormat.Bgra32);
            Pictures.AssertClose(TestModels.Projected(planes, 1, model), clean[i]);
        }
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(3)]
    public void A_picture_that_is_made_has_the_rounded_values(int channels)
    {
        var model = Model(channels);
        var data = Pictures.View(_ml, 5);
        using var stage = _ml.Transforms.ProjectWithIgn(model, Options(ProjectionOutput.Image)).Fit(data);
        var result = stage.Transform(data);
        Assert.AreEqual("Image<6, 8>", result.Schema["Clean"].Type.ToString());
        var clean = result.GetColumn<MLImage>("Clean").ToList();
        var (minimum, maximum) = (model.Card.Minimum, model.Card.Maximum);
        for (int i = 0; i < 5; i++)
        {
            Assert.AreEqual((8, 6), (clean[i].Width, clean[i].Height));
            float[] values = TestModels.Projected(Pictures.Planes(Pictures.Pixels(i), model), 1, model);
            byte[] back = clean[i].Pixels.ToArray();
            for (int p = 0; p < 48; p++)
            {
                for (int c = 0; c < 3; c++)
                {
                    double value = values[(channels == 1 ? 0 : c * 48) + p];
                    Assert.AreEqual(Math.Clamp((value - minimum) / (maximum - minimum) * 255, 0, 255), back[4 * p + 2 - c], 0.5001);
                }
                Assert.AreEqual(255, back[4 * p + 3]);
            }
        }
    }

    [TestMethod]
    public void The_pictures_of_the_user_live_on_and_those_that_are_made_belong_to_the_reader()
    {
        var rows = Enumerable.Range(0, 9).Select(i => new Pictures.Row { Picture = Pictures.Make(i), Index = i }).ToList();
        var data = _ml.Data.LoadFromEnumerable(rows);
        using var stage = _ml.Transforms.ProjectWithIgn(TestModels.Colour, Options(ProjectionOutput.Image)).Fit(data);
        var result = _ml.Data.CreateEnumerable<InAndOut>(stage.Transform(data), reuseRowObject: false).ToList();
        result = [.. result, .. _ml.Data.CreateEnumerable<InAndOut>(stage.Transform(data), reuseRowObject: false)];
        for (int i = 0; i < result.Count; i++)
        {
            CollectionAssert.AreEqual(Pictures.Pixels(i % 9), result[i].Picture!.Pixels.ToArray());
            Assert.AreEqual(8, result[i].Clean!.Width);
            result[i].Picture!.Dispose();
        }
        foreach (var row in rows) Assert.AreEqual(8, row.Picture!.Width);
    }

    [TestMethod]
    public void A_picture_that_passes_through_keeps_its_tag_and_may_be_missing()
    {
        var tagged = Pictures.Make(1);
        tagged.Tag = "a label";
        var data = _ml.Data.LoadFromEnumerable(
            new[] { new Both { Noisy = TestModels.Image(0), Picture = tagged }, new Both { Noisy = TestModels.Image(1), Picture = null } });
        using var stage = _ml.Transforms.ProjectWithIgn("Clean", "Noisy", TestModels.Tiny).Fit(data);
        var result = _ml.Data.CreateEnumerable<Both>(stage.Transform(data), reuseRowObject: false).ToList();
        Assert.AreEqual("a label", result[0].Picture!.Tag);
        Assert.IsNull(result[1].Picture);
    }

    [TestMethod]
    public void A_missing_picture_is_an_error_of_its_row()
    {
        var data = _ml.Data.LoadFromEnumerable(new[] { new Pictures.Row { Picture = null } });
        using var stage = _ml.Transforms.ProjectWithIgn(TestModels.Grey, Options(ProjectionOutput.Vector)).Fit(data);
        var exception = Assert.ThrowsExactly<InvalidOperationException>(() => stage.Transform(data).GetColumn<float[]>("Clean").ToList());
        Assert.AreEqual(
            "Column 'Picture', row 0: there is no image. Filter such rows out before this stage, or set NonFinite to Missing to get a missing projection.",
            exception.Message);
    }

    [TestMethod]
    public void A_column_of_another_size_is_an_error_that_names_both()
    {
        var data = _ml.Data.LoadFromEnumerable(new[] { new Large() });
        var exception = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() =>
            _ml.Transforms.ProjectWithIgn(TestModels.Grey, Options(ProjectionOutput.Vector)).Fit(data));
        StringAssert.StartsWith(exception.Message,
            "Schema mismatch for input column 'Picture': expected Vector<Single, 48>, Vector<Byte, 48> or Image<6, 8> (1x6x8), got Image<12, 16>. Set Resizing to have images resized");
    }

    [TestMethod]
    public void A_picture_of_another_size_among_pictures_of_unknown_size_is_an_error_that_names_both()
    {
        var data = Loaded((8, 6), (9, 7));
        using var stage = _ml.Transforms.ProjectWithIgn(TestModels.Grey, Options(ProjectionOutput.Vector)).Fit(data);
        var exception = Assert.ThrowsExactly<InvalidOperationException>(() => stage.Transform(data).GetColumn<float[]>("Clean").ToList());
        Assert.AreEqual("Column 'Picture', row 1 (Name '1.png'): expected an image of 8x6 pixels, got one of 9x7. Set Resizing to have images resized.",
            exception.Message);
    }

    [TestMethod]
    [DataRow(ResizingKind.Fill, 16, 12)]
    [DataRow(ResizingKind.Fill, 5, 31)]
    [DataRow(ResizingKind.IsoPad, 31, 5)]
    [DataRow(ResizingKind.IsoPad, 5, 31)]
    [DataRow(ResizingKind.IsoPad, 33, 24)]
    [DataRow(ResizingKind.IsoCrop, 31, 5)]
    [DataRow(ResizingKind.IsoCrop, 5, 31)]
    [DataRow(ResizingKind.IsoCrop, 16, 12)]
    public void Resizing_gives_what_ML_NETs_own_stage_gives(ResizingKind kind, int width, int height)
    {
        var data = Loaded((width, height));
        byte[] expected = _ml.Transforms.ResizeImages("Resized", 8, 6, "Picture", kind).Fit(data).Transform(data).GetColumn<MLImage>("Resized")
            .Single().Pixels.ToArray();
        using var resizer = new ImageResizer(TestModels.Grey.Shape, kind);
        // The same picture, decoded from its file and in the other order of colours, in which the nearest of two equally near pixels is another one.
        foreach (var image in new[] { MLImage.CreateFromFile(_folder.File("0.png")), Pictures.Make(0, MLPixelFormat.Rgba32, width, height) })
        {
            if (kind == ResizingKind.Fill && image.PixelFormat == MLPixelFormat.Rgba32) continue;
            var (pixels, format) = resizer.Resize(image);
            int red = format == MLPixelFormat.Bgra32 ? 2 : 0;
            for (int i = 0; i < expected.Length; i += 4)
                Assert.AreEqual((expected[i + 2], expected[i + 1], expected[i]), (pixels[i + red], pixels[i + 1], pixels[i + 2 - red]));
            Assert.AreEqual(width, image.Width);
        }
    }

    [TestMethod]
    public void Pictures_are_resized_on_demand()
    {
        var data = Loaded((8, 6), (16, 12));
        var options = Options(ProjectionOutput.Vector) with { Resizing = ResizingKind.Fill };
        using var stage = _ml.Transforms.ProjectWithIgn(TestModels.Colour, options).Fit(data);
        var clean = stage.Transform(data).GetColumn<float[]>("Clean").ToList();
        Pictures.AssertClose(TestModels.Projected(Pictures.Planes(Pictures.Pixels(0), TestModels.Colour), 1, TestModels.Colour), clean[0]);
        Assert.AreEqual(3 * 48, clean[1].Length);
    }

    [TestMethod]
    public void A_model_of_other_channels_takes_and_makes_no_pictures()
    {
        var data = Pictures.View(_ml, 1);
        var input = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _ml.Transforms.ProjectWithIgn("Clean", "Picture", TestModels.Tiny).Fit(data));
        StringAssert.StartsWith(input.Message,
            "Schema mismatch for input column 'Picture': expected Vector<Single, 96> or Vector<Byte, 96> (2x6x8), got Image<6, 8>");
        var output = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _ml.Transforms.ProjectWithIgn(TestModels.Tiny, Options(ProjectionOutput.Image)));
        StringAssert.StartsWith(output.Message, "Images have one or three channels; the model's have 2 (2x6x8).");
    }

    [TestMethod]
    public void A_prediction_engine_takes_and_gives_pictures()
    {
        using var stage = _ml.Transforms.ProjectWithIgn(TestModels.Colour, Options(ProjectionOutput.Image)).Fit(Pictures.View(_ml, 1));
        var batched = stage.Transform(Pictures.View(_ml, 6)).GetColumn<MLImage>("Clean").Select(p => p.Pixels.ToArray()).ToList();
        using var engine = _ml.Model.CreatePredictionEngine<Pictures.Row, Out>(stage);
        for (int i = 0; i < 6; i++)
            CollectionAssert.AreEqual(batched[i], engine.Predict(new Pictures.Row { Picture = Pictures.Make(i) }).Clean!.Pixels.ToArray());
    }

    private static IgnModel Model(int channels) => channels == 1 ? TestModels.Grey : TestModels.Colour;

    private static IgnProjectionOptions Options(ProjectionOutput output) =>
        new() { OutputColumn = "Clean", InputColumn = "Picture", Output = output, BatchSize = 4, IntraOpThreads = 1 };

    /// <summary>Pictures from files, of which a schema knows no size.</summary>
    private IDataView Loaded(params (int Width, int Height)[] sizes)
    {
        for (int i = 0; i < sizes.Length; i++) Pictures.Make(i, MLPixelFormat.Rgba32, sizes[i].Width, sizes[i].Height).Save(_folder.File($"{i}.png"));
        var files = _ml.Data.LoadFromEnumerable(Enumerable.Range(0, sizes.Length).Select(i => new NamedFile { Name = $"{i}.png" }));
        return _ml.Transforms.LoadImages("Picture", _folder.Path, "Name").Fit(files).Transform(files);
    }

    private sealed class NamedFile
    {
        public string Name { get; set; } = "";
    }

    private sealed class InAndOut
    {
        [ImageType(6, 8)]
        public MLImage? Picture { get; set; }

        [ImageType(6, 8)]
        public MLImage? Clean { get; set; }
    }

    private sealed class Out
    {
        [ImageType(6, 8)]
        public MLImage? Clean { get; set; }
    }

    private sealed class Both
    {
        [VectorType(96)]
        public float[] Noisy { get; set; } = [];

        [ImageType(6, 8)]
        public MLImage? Picture { get; set; }
    }

    private sealed class Large
    {
        [ImageType(12, 16)]
        public MLImage? Picture { get; set; }
    }
}
