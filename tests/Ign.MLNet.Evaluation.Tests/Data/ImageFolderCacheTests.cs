using Ign.MLNet.Networks;
using SkiaSharp;

namespace Ign.MLNet.Evaluation.Tests;

[TestClass]
public sealed class ImageFolderCacheTests : IDisposable
{
    private static readonly TensorShape s_shape = new(1, 4, 4);
    private readonly TemporaryFolder _folder = new();
    private int _decoded;

    private string Images => Path.Combine(_folder.Path, "images");

    private string Cache => Path.Combine(_folder.Path, "cache", "set.images");

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public void The_second_reading_decodes_nothing_and_gives_the_same()
    {
        Fill(5);
        Assert.AreEqual(5, Read());
        Assert.AreEqual(0, Read());
        Assert.AreEqual(5, Read(new TensorShape(3, 4, 4)));
    }

    [TestMethod]
    public void A_file_that_changes_comes_or_goes_makes_the_cache_worthless()
    {
        Fill(5);
        Read();
        Write(2, 77);
        File.SetLastWriteTimeUtc(Path.Combine(Images, "2.png"), new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        Assert.AreEqual(5, Read());
        Assert.AreEqual(0, Read());
        Write(5, 9);
        Assert.AreEqual(6, Read());
        File.Delete(Path.Combine(Images, "0.png"));
        Assert.AreEqual(5, Read());
        File.Move(Path.Combine(Images, "5.png"), Path.Combine(Images, "6.png"));
        Assert.AreEqual(5, Read());
    }

    [TestMethod]
    public void A_cache_that_is_cut_off_or_damaged_anywhere_is_never_believed()
    {
        Fill(3);
        Read();
        byte[] whole = File.ReadAllBytes(Cache);
        for (int length = 0; length < whole.Length; length += 29)
        {
            File.WriteAllBytes(Cache, whole[..length]);
            Assert.AreEqual(3, Read(), $"cut to {length} bytes");
            CollectionAssert.AreEqual(whole, File.ReadAllBytes(Cache));
        }
        var random = new Random(4);
        for (int i = 0; i < 100; i++)
        {
            byte[] damaged = [.. whole];
            damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(Cache, damaged);
            Read();
        }
    }

    [TestMethod]
    public void Where_no_cache_can_be_written_the_images_are_still_read()
    {
        Fill(2);
        Directory.CreateDirectory(Cache);
        Assert.AreEqual(2, Read());
        Assert.AreEqual(2, Read());
    }

    /// <summary>Reads through the cache, compares with the folder itself, and says how many images were decoded.</summary>
    private int Read(TensorShape? shape = null)
    {
        _decoded = 0;
        var set = ImageFolderCache.Read(Images, shape ?? s_shape, Cache, progress: new Counter(this));
        CollectionAssert.AreEqual(ImageFolder.Read(Images, shape ?? s_shape).Pixels, set.Pixels);
        return _decoded;
    }

    private void Fill(int count)
    {
        Directory.CreateDirectory(Images);
        for (int i = 0; i < count; i++) Write(i, 10 * i);
    }

    private void Write(int name, int grey)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(4, 4, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        for (int i = 0; i < 16; i++) bitmap.SetPixel(i % 4, i / 4, new SKColor((byte)(grey + i), (byte)(grey + i), (byte)(grey + i)));
        using var png = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        File.WriteAllBytes(Path.Combine(Images, $"{name}.png"), png.ToArray());
    }

    private sealed class Counter(ImageFolderCacheTests test) : IProgress<int>
    {
        public void Report(int value) => test._decoded = value;
    }
}
