using Ign.MLNet.Evaluation;
using Ign.MLNet.Networks;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Ign.MLNet.Training.Tests;

/// <summary>Trainers that learn from columns of pictures.</summary>
[TestClass]
public sealed class TrainerImageTests : IDisposable
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly string _folder = Directory.CreateTempSubdirectory("ign-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    public void Grey_pictures_teach_the_same_as_their_bytes()
    {
        using var fromBytes = _ml.Transforms.TrainIgnProjection("Restored", "Pixels", Shapes.Quick).Fit(Shapes.Bytes(_ml, 60));
        var data = Pictures(60);
        using var fromPictures = _ml.Transforms.TrainIgnProjection("Restored", "Picture", Shapes.Quick).Fit(data);
        Assert.AreEqual(Shapes.Shape, fromPictures.Model.Shape);
        // Not the same to the last bit: the two ways round 0 to 255 to floats in another order.
        Assert.AreEqual(fromBytes.Model.Card.Quality["held_out.psnr"], fromPictures.Model.Card.Quality["held_out.psnr"], 0.01);
        Assert.HasCount(60, fromPictures.Transform(data).GetColumn<float[]>("Restored").ToList());
    }

    [TestMethod]
    public void Pictures_of_known_size_are_learned_in_colour_and_come_back_as_pictures()
    {
        var data = Pictures(40);
        var projection = new IgnProjectionOptions { OutputColumn = "Restored", InputColumn = "Picture", Output = ProjectionOutput.Image };
        // The range is that of the model; the pixels have none of their own.
        // A chain asks for the schema before it fits.
        using var chain = _ml.Transforms.CopyColumns("Other", "Picture")
            .Append(_ml.Transforms.TrainIgnProjection(projection, Shapes.OfColumn with { Minimum = 0 })).Fit(data);
        var stage = chain.LastTransformer;
        Assert.AreEqual((new TensorShape(3, 16, 16), 0f, 1f), (stage.Model.Shape, stage.Model.Card.Minimum, stage.Model.Card.Maximum));
        foreach (var picture in stage.Transform(data).GetColumn<MLImage>("Restored"))
        {
            Assert.AreEqual((16, 16), (picture.Width, picture.Height));
            picture.Dispose();
        }
    }

    [TestMethod]
    public void Pictures_of_any_size_need_a_shape_and_a_way_to_it()
    {
        for (int i = 0; i < 40; i++)
        {
            using var picture = Picture(i, 24, 20);
            picture.Save(Path.Combine(_folder, $"{i}.png"));
        }
        // Images from files do not say their size.
        var files = _ml.Data.LoadFromEnumerable(Enumerable.Range(0, 40).Select(i => new FileRow { File = $"{i}.png" }));
        var data = _ml.Transforms.LoadImages("Picture", _folder, "File").Fit(files).Transform(files);
        var unsized = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() =>
            _ml.Transforms.TrainIgnProjection("Restored", "Picture", Shapes.OfColumn).Fit(data));
        Assert.Contains("images of known size, or the shape in IgnTrainerOptions.Training", unsized.Message);
        var other = Assert.Throws<Exception>(() => _ml.Transforms.TrainIgnProjection("Restored", "Picture", Shapes.Quick).Fit(data));
        Assert.Contains("expected an image of 16x16 pixels, got one of 24x20", other.Message);
        var projection = new IgnProjectionOptions
        {
            OutputColumn = "Restored",
            InputColumn = "Picture",
            Resizing = ImageResizingEstimator.ResizingKind.IsoCrop,
        };
        using var stage = _ml.Transforms.TrainIgnProjection(projection, Shapes.Quick).Fit(data);
        Assert.HasCount(40, stage.Transform(data).GetColumn<float[]>("Restored").ToList());
        var channels = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() =>
            _ml.Transforms.TrainIgnProjection("Restored", "Picture",
                Shapes.Quick.Train(t => t with { Network = StandardNetworks.Restoring(new(2, 16, 16), 4, 8) })).Fit(data));
        Assert.Contains("expected Vector<Single, 512> or Vector<Byte, 512> (2x16x16), got Image", channels.Message);
    }

    [TestMethod]
    public void A_training_keeps_its_temporary_files_where_the_context_says()
    {
        string? seen = null;
        var ml = new MLContext(seed: 1) { TempFilePath = _folder };
        var options = Shapes.Quick with { Progress = new Listener(() => seen = Directory.GetDirectories(_folder).Single()) };
        using (ml.Transforms.TrainIgnProjection("Restored", "Pixels", options).Fit(Shapes.View(ml, 60)))
        {
            StringAssert.StartsWith(Path.GetFileName(seen), WorkFolder.Prefix);
            Assert.IsEmpty(Directory.GetFileSystemEntries(_folder));
        }
    }

    private IDataView Pictures(int count) => _ml.Data.LoadFromEnumerable(Enumerable.Range(0, count).Select(i => new SizedRow { Picture = Picture(i, 16, 16) }));

    private static MLImage Picture(int number, int width, int height)
    {
        var image = Shapes.Image(number);
        byte[] rgba = new byte[width * height * 4];
        for (int i = 0; i < width * height; i++)
        {
            byte grey = PixelRange.ToByte(image[Math.Min(i / width, 15) * 16 + Math.Min(i % width, 15)]);
            (rgba[4 * i], rgba[4 * i + 1], rgba[4 * i + 2], rgba[4 * i + 3]) = (grey, grey, grey, 255);
        }
        return MLImage.CreateFromPixels(width, height, MLPixelFormat.Rgba32, rgba);
    }

    private sealed class SizedRow
    {
        [ImageType(16, 16)]
        public MLImage? Picture { get; set; }
    }

    private sealed class FileRow
    {
        public string File { get; set; } = "";
    }

    private sealed class Listener(Action heard) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => heard();
    }
}
