using Ign.MLNet.Networks;
using SkiaSharp;

namespace Ign.MLNet.Evaluation.Tests;

[TestClass]
public sealed class PngGridTests : IDisposable
{
    private static readonly TensorShape s_grey = new(1, 2, 2);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public void Images_stand_row_after_row_enlarged_without_smoothing()
    {
        string path = _folder.File("grid.png");

        PngGrid.Save(path, [[-1, 1, 0, -1], [1, 1, 1, 1], [-1, -1, -1, -1]], columns: 2, s_grey, enlarge: 3);

        using var grid = SKBitmap.Decode(path);
        Assert.AreEqual((2 + 6 + 2 + 6 + 2, 2 + 6 + 2 + 6 + 2), (grid.Width, grid.Height));
        Assert.AreEqual(0, grid.GetPixel(2, 2).Red);
        Assert.AreEqual(255, grid.GetPixel(5, 2).Red);
        Assert.AreEqual(255, grid.GetPixel(7, 4).Red);
        Assert.AreEqual(128, grid.GetPixel(2, 5).Red);
        Assert.AreEqual(255, grid.GetPixel(10, 2).Green);
        Assert.AreEqual(0, grid.GetPixel(2, 10).Blue);
        Assert.AreEqual(grid.GetPixel(0, 0), grid.GetPixel(12, 12), "the place of the missing image is as dark as the gap");
    }

    [TestMethod]
    public void Groups_of_columns_stand_apart()
    {
        string path = _folder.File("grid.png");
        PngGrid.Save(path, [.. Enumerable.Repeat(new float[] { 1, 1, 1, 1 }, 4)], columns: 4, s_grey, enlarge: 1, group: 2);
        using var grid = SKBitmap.Decode(path);
        Assert.AreEqual(2 + 4 * (2 + 2) + 10, grid.Width);
        Assert.AreEqual(255, grid.GetPixel(2 + 2 * 4 + 10, 2).Red);
        Assert.AreNotEqual(255, grid.GetPixel(2 + 2 * 4, 2).Red);
    }

    [TestMethod]
    public void Groups_of_rows_stand_apart()
    {
        string path = _folder.File("grid.png");
        PngGrid.Save(path, [.. Enumerable.Repeat(new float[] { 1, 1, 1, 1 }, 3)], columns: 1, s_grey, enlarge: 1, rowGroup: 2);
        using var grid = SKBitmap.Decode(path);
        Assert.AreEqual(2 + 3 * (2 + 2) + 10, grid.Height);
        Assert.AreEqual(255, grid.GetPixel(2, 2 + 2 * 4 + 10).Red);
        Assert.AreNotEqual(255, grid.GetPixel(2, 2 + 2 * 4).Red);
    }

    [TestMethod]
    public void Small_images_are_enlarged_until_they_can_be_seen()
    {
        Assert.AreEqual(3, PngGrid.Enlargement(new TensorShape(1, 28, 28)));
        Assert.AreEqual(1, PngGrid.Enlargement(new TensorShape(3, 64, 64)));
        Assert.AreEqual(1, PngGrid.Enlargement(new TensorShape(3, 512, 20)));
    }

    [TestMethod]
    public void Three_channels_are_red_green_and_blue()
    {
        string path = _folder.File("grid.png");
        PngGrid.Save(path, [[-1, 0, 1]], columns: 1, new TensorShape(3, 1, 1));
        using var grid = SKBitmap.Decode(path);
        Assert.AreEqual(new SKColor(0, 128, 255), grid.GetPixel(2, 2));
    }

    [TestMethod]
    public void Nothing_but_the_picture_is_left_in_the_folder()
    {
        string path = _folder.File("grid.png");
        for (int i = 0; i < 2; i++) PngGrid.Save(path, [new float[4]], columns: 1, s_grey);
        CollectionAssert.AreEqual(new[] { path }, Directory.GetFiles(_folder.Path));
    }

    [TestMethod]
    public void Wrong_lengths_and_sizes_are_refused()
    {
        string path = _folder.File("grid.png");
        Assert.ThrowsExactly<ArgumentException>(() => PngGrid.Save(path, [new float[3]], 1, s_grey));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => PngGrid.Save(path, [], 1, s_grey));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => PngGrid.Save(path, [new float[4]], 0, s_grey));
        Assert.ThrowsExactly<ArgumentException>(() => PngGrid.Save(path, [new float[4]], 1, s_grey, enlarge: 100_000));
        Assert.ThrowsExactly<ArgumentException>(() => PngGrid.Save(path, [new float[8]], 1, new TensorShape(2, 2, 2)));
        Assert.ThrowsExactly<ArgumentException>(() => PngGrid.CheckSize(1_000_000, 1000, s_grey, enlarge: 6));
        PngGrid.CheckSize(1000, 10, s_grey, enlarge: 6);
        Assert.IsFalse(File.Exists(path));
    }
}
