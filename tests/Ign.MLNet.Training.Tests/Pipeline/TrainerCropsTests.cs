using Ign.MLNet.Evaluation;
using Ign.MLNet.Networks;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Ign.MLNet.Training.Tests;

/// <summary>Trainers that learn from crops of images of any size.</summary>
[TestClass]
public sealed class TrainerCropsTests : IDisposable
{
    private static readonly (int Width, int Height)[] s_sizes = [(40, 30), (24, 24), (33, 57), (16, 90), (64, 48), (25, 16)];
    private static readonly IgnProjectionOptions s_stage = new() { OutputColumn = "Restored", InputColumn = "Noisy", Output = ProjectionOutput.Image };

    private readonly MLContext _ml = new(seed: 1);
    private readonly string _folder = Directory.CreateTempSubdirectory("ign-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static IgnTrainerOptions Quick => new()
    {
        TrainingColumn = "Photo",
        Warn = _ => { },
        Training = TrainingOptions.RestoringPhotos(PhotoUNet.For(new TensorShape(3, 16, 16), 16, 1)) with
        {
            Crops = new CropOptions { Detail = 0 },
            Damage = new Gaussian(0.4f),
            Images = 64,
            HeldOut = 2,
            Threads = 1,
        },
    };

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Images_of_many_sizes_in_one_column_teach_a_stage_that_takes_any(bool pairs)
    {
        var data = Files(Rows(12));
        var options = Quick.Train(t => t with { Images = 640, LearningRate = 3e-3 });
        if (pairs) options = options with { DamagedColumn = "Noisy" };
        using var stage = _ml.Transforms.TrainIgnProjection(s_stage, options).Fit(data);
        Assert.AreEqual((true, new TensorShape(3, 16, 16), 12),
            (stage.Model.AnySize, stage.Model.Shape, int.Parse(stage.Model.Card.TrainingData.Split(' ')[0])));
        Assert.IsTrue(stage.Model.Card.Quality.Keys.Any(k => k.Contains("psnr", StringComparison.Ordinal)), string.Join(", ", stage.Model.Card.Quality.Keys));

        // Others than those that were learned from, one of a size that none of them had.
        var others = Files([.. Rows(4, first: 100), Write(200, 51, 19)]);
        var restored = Pixels(stage.Transform(others));
        foreach (var (clean, noisy, result) in restored) Assert.IsGreaterThan(Psnr(clean, noisy) + 2, Psnr(clean, result), $"{clean.Length / 4} pixels");

        _ml.Model.Save(stage, data.Schema, Path.Combine(_folder, "stage.zip"));
        var context = new MLContext();
        context.RegisterIgn();
        var again = Pixels(context.Model.Load(Path.Combine(_folder, "stage.zip"), out _).Transform(others));
        for (int i = 0; i < restored.Count; i++) CollectionAssert.AreEqual(restored[i].Restored, again[i].Restored);
    }

    [TestMethod]
    public void Pixels_are_those_of_the_images_and_lie_in_a_file_until_the_training_is_over()
    {
        var rows = Enumerable.Range(0, 5)
            .Select(i => new Row { Photo = Places(20 + i, 18, MLPixelFormat.Rgba32), Noisy = Places(20 + i, 18, MLPixelFormat.Bgra32) });
        var data = _ml.Data.LoadFromEnumerable(rows);
        var options = Quick with { DamagedColumn = "Noisy" };
        var training = options.TrainingFor(options.KnownShape!.Value);
        TrainingColumn Column(string name) => TrainingColumn.Find(data.Schema, name, options.KnownShape, cropped: true);
        using (var photos = new ImageColumns(Column("Photo"), Column("Noisy"), options, _ => { }).Read(data, _folder))
        {
            Assert.HasCount(2, Directory.GetFiles(_folder));
            var images = photos.Images(training);
            Assert.AreEqual((5, true), (images.Count, images.ArePairs));
            float[] clean = new float[768], damaged = new float[768];
            for (int i = 0; i < 5; i++)
            {
                images.ReadPair(i, (ulong)i, clean, damaged);
                CollectionAssert.AreEqual(clean, damaged);
                byte[] crop = Array.ConvertAll(clean, PixelRange.ToByte);
                for (int p = 0; p < 256; p++) Assert.AreEqual((crop[0] + p % 16, crop[256] + p / 16, 200), (crop[p], crop[256 + p], crop[512 + p]));
            }
        }
        Assert.IsEmpty(Directory.GetFiles(_folder));
    }

    [TestMethod]
    public void A_run_folder_goes_on_with_the_same_images_only()
    {
        string run = Path.Combine(_folder, "run");
        var options = Quick.Train(t => t with { Images = 16 }) with { RunFolder = run };
        byte[] Fit(IDataView data)
        {
            using var stage = _ml.Transforms.TrainIgnProjection(s_stage, options).Fit(data);
            return stage.Model.Bytes.ToArray();
        }
        var data = Files(Rows(6));
        CollectionAssert.AreEqual(Fit(data), Fit(data));
        Assert.IsFalse(File.Exists(Path.Combine(run, "pixels")));
        // One pixel differs.
        byte[] other = Smooth(4, 64, 48);
        other[0] ^= 1;
        Save("4-clean.png", 64, 48, other);
        Assert.Contains("a run on other images", Assert.ThrowsExactly<InvalidDataException>(() => Fit(data)).Message);
    }

    [TestMethod]
    public void A_row_that_does_not_fit_is_named_and_one_that_lacks_an_image_is_left_out()
    {
        var pairs = Quick with { DamagedColumn = "Noisy" };
        var rows = Memory(6);
        rows[3].Noisy = Picture(3, 64, 47);
        Assert.Contains("Row 3: the image in column 'Photo' has 16x90 pixels, its damaged version in column 'Noisy' 64x47; both must",
            Failure<InvalidOperationException>(pairs, rows));
        rows = Memory(6);
        rows[4].Photo = Picture(4, 15, 40);
        Assert.Contains("Column 'Photo', row 4: expected an image of at least 16x16 pixels, which a crop takes, got one of 15x40",
            Failure<InvalidOperationException>(Quick, rows));
        rows[4].Photo = Picture(4, 40, 33);
        Assert.Contains("row 0: expected an image of at least 32x32 pixels",
            Failure<InvalidOperationException>(Quick.Train(t => t with { Crops = new CropOptions { Shrink = 2 } }), rows));
        Assert.Contains("row 0: expected an image of at least 32x32 pixels",
            Failure<InvalidOperationException>(Quick.Train(t => t with { Crops = new CropOptions { Final = new FinalCrops { Side = 32 } } }), rows));
        Assert.IsEmpty(Directory.GetFileSystemEntries(_folder));

        var said = new List<string>();
        rows = Memory(8);
        (rows[2].Photo, rows[5].Noisy) = (null, null);
        using var stage = _ml.Transforms.TrainIgnProjection(s_stage, pairs with { Warn = said.Add }).Fit(View(rows));
        Assert.Contains("Skipped 2 rows without an image in column 'Photo' or 'Noisy' during training.", said);
        StringAssert.StartsWith(stage.Model.Card.TrainingData, "6 rows");
        Assert.Contains("holds no image to learn from", Failure<InvalidOperationException>(pairs, [new Row()]));
    }

    [TestMethod]
    public void What_contradicts_itself_is_said_before_any_data_is_read()
    {
        void Expect(string expected, IgnTrainerOptions options) =>
            Assert.Contains(expected, Assert.Throws<ArgumentException>(() => _ml.Transforms.TrainIgnProjection(s_stage, options)).Message);
        Expect("crops is set; expected null: the objective ign makes images of one size",
            Quick.Train(t => t with { Objective = new IgnOptions(), Damage = null }));
        Expect("damage is set; expected null: the objective ign projects noise", Quick.Train(t => t with { Objective = new IgnOptions(), Crops = null }));
        Expect("expected a network that takes them (AnySize)", Quick.Train(t => t with { Network = ResidualUNet.For(new TensorShape(3, 16, 16)) }));
        Expect("only squares can be turned", Quick.Train(t => t with { Network = PhotoUNet.For(new TensorShape(3, 16, 24), 16, 1) }));
        var vectors = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() =>
            _ml.Transforms.TrainIgnProjection("Pixels", null, Quick with { TrainingColumn = null }).Fit(Shapes.View(_ml, 4)));
        Assert.Contains("expected images, which TrainingOptions.Crops are drawn from, got Vector<Single, 256>", vectors.Message);
        Assert.Contains("expected images", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() =>
            _ml.Transforms.CopyColumns("Other", "Pixels").Append(_ml.Transforms.TrainIgnProjection("Pixels", null, Quick with { TrainingColumn = null }))
                .Fit(Shapes.View(_ml, 4))).Message);
    }

    private string Failure<T>(IgnTrainerOptions options, Row[] rows) where T : Exception
    {
        var ml = new MLContext(seed: 1) { TempFilePath = _folder };
        return Assert.ThrowsExactly<T>(() => ml.Transforms.TrainIgnProjection(s_stage, options).Fit(View(rows))).Message;
    }

    private IDataView View(Row[] rows) => _ml.Data.LoadFromEnumerable(rows);

    private static Row[] Memory(int count) => [.. Enumerable.Range(0, count).Select(i => new Row { Photo = Picture(i), Noisy = Picture(i) })];

    private static MLImage Picture(int number) => Picture(number, s_sizes[number % s_sizes.Length].Width, s_sizes[number % s_sizes.Length].Height);

    private static MLImage Picture(int number, int width, int height) =>
        MLImage.CreateFromPixels(width, height, MLPixelFormat.Bgra32, Smooth(number, width, height));

    /// <summary>Files do not say how large their images are.</summary>
    private IDataView Files(IEnumerable<FileRow> rows)
    {
        var files = _ml.Data.LoadFromEnumerable(rows.ToList());
        return _ml.Transforms.LoadImages("Photo", _folder, "Clean").Append(_ml.Transforms.LoadImages("Noisy", _folder, "Damaged")).Fit(files).Transform(files);
    }

    private List<FileRow> Rows(int count, int first = 0) =>
        [.. Enumerable.Range(first, count).Select(i => Write(i, s_sizes[i % s_sizes.Length].Width, s_sizes[i % s_sizes.Length].Height))];

    private FileRow Write(int number, int width, int height)
    {
        var row = new FileRow { Clean = $"{number}-clean.png", Damaged = $"{number}-noisy.png" };
        byte[] clean = Smooth(number, width, height), noisy = [.. clean];
        var random = new SeededRandom((ulong)number + 1);
        for (int i = 0; i < noisy.Length; i++) if (i % 4 < 3) noisy[i] = (byte)Math.Clamp(clean[i] + 50 * random.NextGaussian(), 0, 255);
        Save(row.Clean, width, height, clean);
        Save(row.Damaged, width, height, noisy);
        return row;
    }

    private void Save(string name, int width, int height, byte[] pixels)
    {
        using var image = MLImage.CreateFromPixels(width, height, MLPixelFormat.Bgra32, pixels);
        image.Save(Path.Combine(_folder, name));
    }

    /// <summary>Waves of three colours.</summary>
    private static byte[] Smooth(int number, int width, int height)
    {
        var random = new Random(number);
        double[] rate = [.. Enumerable.Range(0, 9).Select(_ => random.NextDouble())];
        var pixels = new byte[width * height * 4];
        for (int i = 0; i < width * height; i++)
        {
            for (int c = 0; c < 3; c++)
                pixels[4 * i + c] = (byte)(128 + 90 * Math.Sin(0.2 * (rate[c] * (i % width) + rate[3 + c] * (i / width)) + 6 * rate[6 + c]));
            pixels[4 * i + 3] = 255;
        }
        return pixels;
    }

    /// <summary>Red is the column, green the row.</summary>
    private static MLImage Places(int width, int height, MLPixelFormat format)
    {
        byte[] pixels = [.. Enumerable.Range(0, width * height).SelectMany(i => (byte[])[(byte)(i % width), (byte)(i / width), 200, 255])];
        if (format == MLPixelFormat.Bgra32) for (int i = 0; i < pixels.Length; i += 4) (pixels[i], pixels[i + 2]) = (pixels[i + 2], pixels[i]);
        return MLImage.CreateFromPixels(width, height, format, pixels);
    }

    private static List<(byte[] Clean, byte[] Noisy, byte[] Restored)> Pixels(IDataView data)
    {
        byte[][] Column(string name) => [.. data.GetColumn<MLImage>(name).Select(image =>
        {
            using (image) return image.Pixels.ToArray();
        })];
        var (clean, noisy, restored) = (Column("Photo"), Column("Noisy"), Column("Restored"));
        return [.. Enumerable.Range(0, clean.Length).Select(i => (clean[i], noisy[i], restored[i]))];
    }

    private static double Psnr(byte[] a, byte[] b)
    {
        Assert.HasCount(a.Length, b);
        return 10 * Math.Log10(255.0 * 255 / (a.Zip(b, (x, y) => (double)(x - y) * (x - y)).Sum() / (a.Length / 4 * 3)));
    }

    private sealed class Row
    {
        // In memory ML.NET wants some size, and does not look whether images have it.
        [ImageType(9, 40)]
        public MLImage? Photo { get; set; }

        [ImageType(9, 40)]
        public MLImage? Noisy { get; set; }
    }

    private sealed class FileRow
    {
        public string Clean { get; set; } = "";

        public string Damaged { get; set; } = "";
    }
}
