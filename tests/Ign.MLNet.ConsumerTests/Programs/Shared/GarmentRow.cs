using System.IO.Compression;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Stranger;

/// <summary>An image of the shipped test set with noise added, the same in every process.</summary>
internal sealed class GarmentRow
{
    internal const int Classes = 10;
    private const int Size = 28 * 28;
    private const int ImagesHeader = 16, LabelsHeader = 8;

    /// <summary>Values around [-1, 1].</summary>
    [VectorType(Size)]
    public float[] Noisy { get; set; } = [];

    /// <summary>The image without noise.</summary>
    [VectorType(Size)]
    public byte[] Bytes { get; set; } = [];

    [KeyType(Classes)]
    public uint Label { get; set; }

    /// <param name="ml">Context.</param>
    /// <param name="folder">Folder with the test set.</param>
    /// <param name="first">First image.</param>
    /// <param name="count">Number of images.</param>
    internal static IDataView View(MLContext ml, string folder, int first, int count)
    {
        byte[] images = Read(Path.Combine(folder, "t10k-images-idx3-ubyte.gz"), ImagesHeader + first * Size, count * Size);
        byte[] labels = Read(Path.Combine(folder, "t10k-labels-idx1-ubyte.gz"), LabelsHeader + first, count);
        var random = new Random(1);
        return ml.Data.LoadFromEnumerable(Enumerable.Range(0, count).Select(i =>
        {
            byte[] bytes = images[(i * Size)..((i + 1) * Size)];
            return new GarmentRow { Bytes = bytes, Noisy = [.. bytes.Select(b => b / 127.5f - 1 + (float)random.NextDouble() - 0.5f)], Label = labels[i] + 1u };
        }).ToList());
    }

    private static byte[] Read(string path, int start, int count)
    {
        using var stream = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        byte[] skipped = new byte[start], bytes = new byte[count];
        stream.ReadExactly(skipped);
        stream.ReadExactly(bytes);
        return bytes;
    }
}
