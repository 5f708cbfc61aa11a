using Microsoft.ML;
using Microsoft.ML.Data;

namespace Ign.MLNet.Tests;

/// <summary>Rows with an image and columns of several types that pass through.</summary>
internal static class Rows
{
    internal static IEnumerable<ImageRow> Make(int count) => Enumerable.Range(0, count).Select(i => new ImageRow
    {
        Noisy = TestModels.Image(i),
        Index = i,
        Text = $"row {i}",
        Extra = [i, 0, -i],
        Words = [$"a{i}", "b"],
        Day = new DateTime(2026, 1, 1).AddDays(i),
        Category = (uint)(i % 5) + 1,
    });

    internal static IDataView View(MLContext ml, int count) => ml.Data.LoadFromEnumerable(Make(count));

    internal sealed class ImageRow
    {
        [VectorType(96)]
        public float[] Noisy { get; set; } = [];

        public int Index { get; set; }

        public string Text { get; set; } = "";

        [VectorType(3)]
        public double[] Extra { get; set; } = [];

        [VectorType]
        public string[] Words { get; set; } = [];

        public DateTime Day { get; set; }

        [KeyType(5)]
        public uint Category { get; set; }
    }

    internal sealed class CleanRow
    {
        public float[] Clean { get; set; } = [];

        public int Index { get; set; }
    }

    internal sealed class FullRow
    {
        public float[] Noisy { get; set; } = [];

        public float[] Clean { get; set; } = [];

        public int Index { get; set; }

        public string Text { get; set; } = "";

        public double[] Extra { get; set; } = [];

        public string[] Words { get; set; } = [];

        public DateTime Day { get; set; }

        public uint Category { get; set; }
    }
}
