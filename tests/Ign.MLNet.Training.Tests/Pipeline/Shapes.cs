using Ign.MLNet.Evaluation;
using Ign.MLNet.Networks;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Ign.MLNet.Training.Tests;

/// <summary>Simple pictures to learn: a bright rectangle or disc on a dark ground, 16×16, from -1 to 1.</summary>
internal static class Shapes
{
    internal static readonly TensorShape Shape = new(1, 16, 16);

    /// <summary>A training of a small network that takes well under a second.</summary>
    internal static IgnTrainerOptions Quick { get; } = new()
    {
        Training = TrainingOptions.Restoring(StandardNetworks.Restoring(Shape, 4, 8)) with { Images = 128, BatchSize = 16, HeldOut = 16, Threads = 1 },
    };

    /// <summary>The standard training for the column's own shape, a few steps of it.</summary>
    internal static IgnTrainerOptions OfColumn { get; } = new() { FirstLook = 64 };

    /// <summary>The same with another training.</summary>
    internal static IgnTrainerOptions Train(this IgnTrainerOptions options, Func<TrainingOptions, TrainingOptions> change) =>
        options with { Training = change(options.Training!) };

    internal static float[] Image(int number)
    {
        var random = new SeededRandom((ulong)number + 1);
        int radius = 3 + random.Next(3), y = radius + random.Next(16 - 2 * radius), x = radius + random.Next(16 - 2 * radius);
        bool disc = random.Next(2) == 0;
        float bright = random.Next(0.4f, 1), dark = random.Next(-1, -0.6f);
        var image = new float[Shape.Size];
        for (int i = 0; i < image.Length; i++)
        {
            int dy = i / 16 - y, dx = i % 16 - x;
            image[i] = (disc ? dy * dy + dx * dx <= radius * radius : Math.Abs(dy) <= radius && Math.Abs(dx) <= radius) ? bright : dark;
        }
        return image;
    }

    internal static float[] Noisy(int number)
    {
        var image = Image(number);
        var noisy = new float[image.Length];
        new Gaussian(0.5f).Draw(image, noisy, Shape, (ulong)number);
        return noisy;
    }

    internal static IDataView View(MLContext ml, int count, int first = 0) => View(ml, Enumerable.Range(first, count).Select(Image));

    internal static IDataView View(MLContext ml, IEnumerable<float[]> images) =>
        ml.Data.LoadFromEnumerable(images.Select((image, i) => new Row { Pixels = image, Label = $"{i % 3}" }));

    internal static IDataView Bytes(MLContext ml, int count) =>
        ml.Data.LoadFromEnumerable(Enumerable.Range(0, count).Select(i => new ByteRow { Pixels = [.. Image(i).Select(PixelRange.ToByte)] }));

    internal sealed class Row
    {
        [VectorType(256)]
        public float[] Pixels { get; set; } = [];

        public string Label { get; set; } = "";
    }

    internal sealed class ByteRow
    {
        [VectorType(256)]
        public byte[] Pixels { get; set; } = [];
    }

    internal sealed class PictureRow
    {
        [VectorType(1, 16, 16)]
        public float[] Pixels { get; set; } = [];
    }

    internal sealed class PairRow
    {
        [VectorType(256)]
        public float[] Clean { get; set; } = [];

        [VectorType(256)]
        public float[] Damaged { get; set; } = [];
    }
}
