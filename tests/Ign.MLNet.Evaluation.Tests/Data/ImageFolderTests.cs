using Ign.MLNet.Networks;
using SkiaSharp;

namespace Ign.MLNet.Evaluation.Tests;

[TestClass]
public sealed class ImageFolderTests : IDisposable
{
    private static readonly TensorShape s_rgb = new(3, 4, 4);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public void Images_come_in_the_order_of_their_paths_with_planes_of_red_green_and_blue()
    {
        _folder.Write("b.png", Encoded(4, 4, (_, _) => new SKColor(10, 20, 30)));
        _folder.Write("a.PNG", Encoded(4, 4, (_, _) => new SKColor(200, 100, 50)));
        _folder.Write("notes.txt", [1, 2, 3]);

        var set = ImageFolder.Read(_folder.Path, s_rgb);

        Assert.AreEqual(2, set.Count);
        CollectionAssert.AreEqual(new byte[] { 200, 100, 50 }, new[] { set.Pixels[0], set.Pixels[16], set.Pixels[32] });
        CollectionAssert.AreEqual(new byte[] { 10, 20, 30 }, new[] { set.Pixels[48], set.Pixels[64], set.Pixels[80] });
    }

    [TestMethod]
    public void An_image_of_the_right_size_passes_unchanged()
    {
        _folder.Write("a.png", Encoded(4, 4, (x, y) => Grey(16 * y + x)));
        var set = ImageFolder.Read(_folder.Path, new TensorShape(1, 4, 4));
        CollectionAssert.AreEqual(Enumerable.Range(0, 16).Select(i => (byte)(16 * (i / 4) + i % 4)).ToArray(), set.Pixels);
    }

    [TestMethod]
    public void A_wide_image_is_cut_at_both_sides_and_shrunk_without_aliasing()
    {
        // Red outside of the centred square; inside it thin stripes, which fall between the centres of the large pixels. Their mean is 25.
        _folder.Write("a.png", Encoded(64, 32, (x, _) => x is < 16 or >= 48 ? new SKColor(255, 0, 0) : Grey(x % 8 == 0 ? 200 : 0)));
        var set = ImageFolder.Read(_folder.Path, s_rgb);
        for (int i = 0; i < 48; i++)
            if (i % 4 is 1 or 2) Assert.AreEqual(25, set.Pixels[i], 3.0, "inner columns hold the mean of the stripes");
    }

    [TestMethod]
    public void Colour_becomes_luma_in_one_channel_and_transparent_becomes_black()
    {
        _folder.Write("a.png", Encoded(2, 1, (x, _) => x == 0 ? new SKColor(100, 200, 50) : new SKColor(255, 255, 255, 0)));
        var set = ImageFolder.Read(_folder.Path, new TensorShape(1, 1, 2));
        CollectionAssert.AreEqual(new byte[] { 153, 0 }, set.Pixels);
    }

    [TestMethod]
    public void Sub_folders_are_classes_in_the_order_of_their_names()
    {
        foreach (string name in new[] { "dog/2.png", "cat/9.png", "dog/1.png" }) _folder.Write(name, Encoded(4, 4, (_, _) => Grey(5)));
        CollectionAssert.AreEqual(new byte[] { 0, 1, 1 }, ImageFolder.Read(_folder.Path, s_rgb, labelsFromFolders: true).Labels);
        Assert.IsNull(ImageFolder.Read(_folder.Path, s_rgb).Labels);
        _folder.Write("loose.png", Encoded(4, 4, (_, _) => Grey(5)));
        Assert.ThrowsExactly<InvalidDataException>(() => ImageFolder.Read(_folder.Path, s_rgb, labelsFromFolders: true));
    }

    [TestMethod]
    public void The_orientation_that_a_camera_noted_is_applied()
    {
        // Stored lying, white on the left; orientation 6 says: turn right by 90 degrees to see it upright, so that white is at the top.
        byte[] jpeg = Encoded(32, 16, (x, _) => Grey(x < 16 ? 255 : 0), SKEncodedImageFormat.Jpeg);
        byte[] exif = [0xff, 0xe1, 0, 34, .. "Exif\0\0MM\0*\0\0\0\b"u8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0];
        _folder.Write("a.jpg", [.. jpeg[..2], .. exif, .. jpeg[2..]]);
        var set = ImageFolder.Read(_folder.Path, new TensorShape(1, 4, 2));
        Assert.IsGreaterThan(240, set.Pixels[0]);
        Assert.IsGreaterThan(240, set.Pixels[1]);
        Assert.IsLessThan(15, set.Pixels[6]);
        Assert.IsLessThan(15, set.Pixels[7]);
    }

    [TestMethod]
    public void A_file_that_is_no_image_is_named()
    {
        _folder.Write("a.png", Encoded(4, 4, (_, _) => Grey(5)));
        _folder.Write("broken.png", [1, 2, 3]);
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => ImageFolder.Read(_folder.Path, s_rgb)).Message, "broken.png");
    }

    [TestMethod]
    public void A_cut_off_image_is_named()
    {
        byte[] png = Encoded(64, 64, (x, y) => new SKColor((byte)(x * y * 37), (byte)(x * 91 + y), (byte)(y * 53)));
        _folder.Write("cut.png", png[..(png.Length / 2)]);
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => ImageFolder.Read(_folder.Path, s_rgb)).Message, "cut.png");
    }

    [TestMethod]
    public void An_image_that_declares_a_huge_size_is_refused_before_memory_is_taken()
    {
        byte[] png = Encoded(4, 4, (_, _) => Grey(5));
        // Width and height in the IHDR chunk, and its checksum.
        (png[17], png[21]) = (1, 1);
        uint crc = Crc(png.AsSpan(12, 17));
        for (int i = 0; i < 4; i++) png[29 + i] = (byte)(crc >> (24 - 8 * i));
        _folder.Write("huge.png", png);
        var error = Assert.ThrowsExactly<InvalidDataException>(() => ImageFolder.Read(_folder.Path, s_rgb));
        StringAssert.Contains(error.Message, "65540x65540");
    }

    [TestMethod]
    public void Missing_and_empty_folders_and_odd_channel_counts_are_refused()
    {
        Assert.ThrowsExactly<DirectoryNotFoundException>(() => ImageFolder.Read(_folder.File("none"), s_rgb));
        Assert.ThrowsExactly<InvalidDataException>(() => ImageFolder.Read(_folder.Path, s_rgb));
        Assert.ThrowsExactly<ArgumentException>(() => ImageFolder.Read(_folder.Path, new TensorShape(2, 4, 4)));
    }

    [TestMethod]
    public void Reading_can_be_cancelled()
    {
        _folder.Write("a.png", Encoded(4, 4, (_, _) => Grey(5)));
        Assert.ThrowsExactly<OperationCanceledException>(() => ImageFolder.Read(_folder.Path, s_rgb, cancellationToken: new CancellationToken(true)));
    }

    private static SKColor Grey(int value) => new((byte)value, (byte)value, (byte)value);

    private static byte[] Encoded(int width, int height, Func<int, int, SKColor> color, SKEncodedImageFormat format = SKEncodedImageFormat.Png)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        for (int y = 0; y < height; y++)
            for (int x = 0; x < width; x++) bitmap.SetPixel(x, y, color(x, y));
        using var data = bitmap.Encode(format, 100);
        return data.ToArray();
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        uint crc = ~0u;
        foreach (byte b in bytes)
        {
            crc ^= b;
            for (int i = 0; i < 8; i++) crc = (crc >> 1) ^ (0xedb88320 & (uint)-(int)(crc & 1));
        }
        return ~crc;
    }
}
