using System.Buffers.Binary;
using System.IO.Compression;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation.Tests;

[TestClass]
public sealed class IdxFileTests : IDisposable
{
    private const int ImagesMagic = 0x803;
    private const int LabelsMagic = 0x801;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Plain_and_gzip_files_give_pixels_labels_and_shape(bool gzip)
    {
        byte[] pixels = [.. Enumerable.Range(0, 12).Select(i => (byte)(i * 20))];
        string images = Write("images", Idx(pixels, ImagesMagic, 2, 3, 2), gzip), labels = Write("labels", Idx([7, 9], LabelsMagic, 2), gzip);

        var set = IdxFile.Read(images, labels);

        Assert.AreEqual(new TensorShape(1, 3, 2), set.Shape);
        CollectionAssert.AreEqual(pixels, set.Pixels);
        CollectionAssert.AreEqual(new byte[] { 7, 9 }, set.Labels);
    }

    [TestMethod]
    public void Labels_are_optional() => Assert.IsNull(IdxFile.Read(Write("images", Idx(new byte[4], ImagesMagic, 1, 2, 2))).Labels);

    [TestMethod]
    public void A_set_without_images_is_empty() => Assert.AreEqual(0, IdxFile.Read(Write("images", Idx([], ImagesMagic, 0, 2, 2))).Count);

    [TestMethod]
    public void A_missing_file_is_named()
    {
        var error = Assert.ThrowsExactly<FileNotFoundException>(() => IdxFile.Read(_folder.File("nothing.gz")));
        StringAssert.Contains(error.Message, "nothing.gz");
    }

    [TestMethod]
    [DataRow(0, false)]
    [DataRow(3, false)]
    [DataRow(15, false)]
    [DataRow(17, false)]
    [DataRow(19, false)]
    [DataRow(3, true)]
    [DataRow(15, true)]
    [DataRow(19, true)]
    public void A_truncated_file_is_refused(int length, bool gzip) =>
        Refused(Write("images", Idx(new byte[4], ImagesMagic, 1, 2, 2)[..length], gzip));

    [TestMethod]
    public void A_gzip_file_that_was_cut_off_is_refused()
    {
        byte[] noise = new byte[4000];
        new Random(1).NextBytes(noise);
        string path = Write("images", Idx(noise, ImagesMagic, 10, 20, 20), gzip: true);
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..2000]);
        Refused(path);
    }

    [TestMethod]
    public void A_damaged_gzip_file_is_refused_by_name()
    {
        string path = Write("images", Idx(new byte[400], ImagesMagic, 1, 20, 20), gzip: true);
        byte[] bytes = File.ReadAllBytes(path);
        for (int i = 10; i < bytes.Length; i++) bytes[i] = 0xff;
        File.WriteAllBytes(path, bytes);
        Refused(path, "damaged");
    }

    [TestMethod]
    public void Labels_in_the_place_of_images_are_refused() => Refused(Write("labels", Idx(new byte[20], LabelsMagic, 20)), "magic");

    [TestMethod]
    public void Images_in_the_place_of_labels_are_refused()
    {
        string images = Write("images", Idx(new byte[4], ImagesMagic, 1, 2, 2));
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => IdxFile.Read(images, images)).Message, "magic");
    }

    [TestMethod]
    public void Bytes_after_the_end_are_refused()
    {
        Refused(Write("images", [.. Idx(new byte[4], ImagesMagic, 1, 2, 2), 0]), "goes on");
        Refused(Write("images2", [.. Idx(new byte[4], ImagesMagic, 1, 2, 2), 0], gzip: true), "goes on");
    }

    [TestMethod]
    public void Different_counts_of_images_and_labels_are_refused()
    {
        string images = Write("images", Idx(new byte[8], ImagesMagic, 2, 2, 2)), labels = Write("labels", Idx(new byte[3], LabelsMagic, 3));
        var error = Assert.ThrowsExactly<InvalidDataException>(() => IdxFile.Read(images, labels));
        StringAssert.Contains(error.Message, "2 images");
        StringAssert.Contains(error.Message, "3 labels");
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void A_header_that_promises_more_than_the_file_can_hold_is_refused_before_memory_is_taken(bool gzip)
    {
        string path = Write("images", Idx(new byte[16], ImagesMagic, 2_000_000, 28, 28), gzip);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Refused(path, "truncated");
        Assert.IsLessThan(1_000_000, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [TestMethod]
    public void Sizes_whose_product_overflows_are_refused()
    {
        Refused(Write("a", Idx(new byte[16], ImagesMagic, uint.MaxValue, 8192, 8192)));
        Refused(Write("b", Idx(new byte[16], ImagesMagic, 1, uint.MaxValue, uint.MaxValue)), "sides");
    }

    [TestMethod]
    public void Sides_of_zero_are_refused() => Refused(Write("images", Idx([], ImagesMagic, 5, 0, 28)), "sides");

    private static void Refused(string path, string reason = "")
    {
        var error = Assert.ThrowsExactly<InvalidDataException>(() => IdxFile.Read(path));
        StringAssert.Contains(error.Message, path);
        StringAssert.Contains(error.Message, reason);
    }

    private static byte[] Idx(byte[] content, int magic, params uint[] sizes)
    {
        var bytes = new byte[4 * (1 + sizes.Length) + content.Length];
        BinaryPrimitives.WriteInt32BigEndian(bytes, magic);
        for (int i = 0; i < sizes.Length; i++) BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(4 * (i + 1)), sizes[i]);
        content.CopyTo(bytes, bytes.Length - content.Length);
        return bytes;
    }

    private string Write(string name, byte[] content, bool gzip = false)
    {
        if (!gzip) return _folder.Write(name, content);
        using var stream = new MemoryStream();
        using (var zip = new GZipStream(stream, CompressionLevel.Optimal)) zip.Write(content);
        return _folder.Write(name, stream.ToArray());
    }
}
