using System.Buffers.Binary;
using System.IO.Compression;
using Ign.MLNet.Networks;
using SkiaSharp;

namespace Ign.MLNet.Evaluation.Tests;

[TestClass]
public sealed class FittedImagesTests : IDisposable
{
    private static readonly TensorShape s_grey = new(1, 4, 4);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public void An_idx_file_of_the_right_shape_stays_as_it_is()
    {
        foreach (byte[] content in (byte[][])[Idx(3, 4), Gzip(Idx(3, 4))])
        {
            var images = FittedImages.Read(_folder.Write("any.name", content), s_grey, limit: 2);
            Assert.AreEqual(2, images.Count);
            CollectionAssert.AreEqual(Idx(3, 4)[16..48], images.Pixels);
        }
    }

    [TestMethod]
    public void Idx_images_of_another_size_and_of_colour_are_fitted()
    {
        byte[] flat = Idx(2, 8);
        flat.AsSpan(16, 64).Fill(70);
        flat.AsSpan(80).Fill(200);
        var images = FittedImages.Read(_folder.Write("flat", flat), new TensorShape(3, 4, 2));
        Assert.AreEqual((new TensorShape(3, 4, 2), 2), (images.Shape, images.Count));
        Assert.IsTrue(images.Image(0).ToArray().All(v => v == 70));
        Assert.IsTrue(images.Image(1).ToArray().All(v => v == 200));
    }

    [TestMethod]
    public void The_test_part_of_a_set_comes_before_the_training_part()
    {
        _folder.Write("train-images-idx3-ubyte", Idx(3, 4));
        _folder.Write("train-labels-idx1-ubyte", [0, 0, 8, 1, 0, 0, 0, 3, 1, 1, 1]);
        Assert.AreEqual(3, FittedImages.Read(_folder.Path, s_grey).Count);
        _folder.Write("t10k-images-idx3-ubyte", Idx(1, 4));
        _folder.Write("t10k-labels-idx1-ubyte", [0, 0, 8, 1, 0, 0, 0, 1, 1]);
        Assert.AreEqual(1, FittedImages.Read(_folder.Path, s_grey).Count);
    }

    [TestMethod]
    public void A_single_image_and_a_folder_of_images_are_read_alike()
    {
        using var bitmap = new SKBitmap(8, 8);
        bitmap.Erase(new SKColor(10, 20, 30));
        using var png = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        string file = _folder.Write("a.png", png.ToArray());
        var shape = new TensorShape(3, 4, 4);
        var one = FittedImages.Read(file, shape);
        CollectionAssert.AreEqual(new byte[] { 10, 20, 30 }, new[] { one.Pixels[0], one.Pixels[16], one.Pixels[32] });
        CollectionAssert.AreEqual(one.Pixels, FittedImages.Read(_folder.Path, shape).Pixels);
    }

    [TestMethod]
    public void What_holds_no_image_is_refused()
    {
        Assert.ThrowsExactly<FileNotFoundException>(() => FittedImages.Read(_folder.File("none"), s_grey));
        Assert.ThrowsExactly<InvalidDataException>(() => FittedImages.Read(_folder.Path, s_grey));
        Assert.ThrowsExactly<InvalidDataException>(() => FittedImages.Read(_folder.Write("text", "hello"u8.ToArray()), s_grey));
        Assert.ThrowsExactly<InvalidDataException>(() => FittedImages.Read(_folder.Write("empty", []), s_grey));
        Assert.ThrowsExactly<InvalidDataException>(() => FittedImages.Read(_folder.Write("nothing", Idx(0, 4)), s_grey));
        Assert.ThrowsExactly<ArgumentException>(() => FittedImages.Read(_folder.Path, new TensorShape(2, 4, 4)));
    }

    private static byte[] Idx(int count, int side)
    {
        var file = new byte[16 + count * side * side];
        int[] header = [0x803, count, side, side];
        for (int i = 0; i < 4; i++) BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(4 * i), header[i]);
        for (int i = 16; i < file.Length; i++) file[i] = (byte)(5 * i);
        return file;
    }

    private static byte[] Gzip(byte[] content)
    {
        using var result = new MemoryStream();
        using (var gzip = new GZipStream(result, CompressionLevel.Fastest)) gzip.Write(content);
        return result.ToArray();
    }
}
