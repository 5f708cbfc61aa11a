using System.Security.Cryptography;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Tests;

[TestClass]
public sealed class IgnModelTests
{
    [TestMethod]
    public void A_model_reads_the_same_from_a_file_and_from_memory()
    {
        using var folder = new TemporaryFolder();
        byte[] bytes = TestModels.TinyBytes();
        File.WriteAllBytes(folder.File("tiny.onnx"), bytes);
        var fromFile = IgnModel.Load(folder.File("tiny.onnx"));
        var fromMemory = IgnModel.FromBytes(bytes);
        Assert.AreEqual(TestModels.Shape, fromFile.Shape);
        Assert.AreEqual("tiny", fromFile.Card.Name);
        Assert.AreEqual(Convert.ToHexStringLower(SHA256.HashData(bytes)), fromFile.Hash);
        Assert.AreEqual(fromFile.Hash, fromMemory.Hash);
        CollectionAssert.AreEqual(bytes, fromFile.Bytes.ToArray());
    }

    [TestMethod]
    public void Changing_the_callers_array_does_not_change_the_model()
    {
        byte[] bytes = TestModels.TinyBytes();
        var model = IgnModel.FromBytes(bytes);
        Array.Clear(bytes);
        Assert.AreEqual(model.Hash, Convert.ToHexStringLower(SHA256.HashData(model.Bytes.Span)));
    }

    [TestMethod]
    public void A_missing_file_is_named()
    {
        var exception = Assert.ThrowsExactly<FileNotFoundException>(() => IgnModel.Load("no-such-model.onnx"));
        StringAssert.Contains(exception.Message, "no-such-model.onnx");
    }

    [TestMethod]
    public void Damaged_files_are_refused_before_they_reach_the_runtime()
    {
        byte[] bytes = TestModels.TinyBytes();
        Assert.ThrowsExactly<IgnFormatException>(() => IgnModel.FromBytes([]));
        Assert.ThrowsExactly<IgnFormatException>(() => IgnModel.FromBytes("PNG, not a model"u8.ToArray()));
        for (int length = 1; length < bytes.Length; length += 97)
            Assert.ThrowsExactly<IgnFormatException>(() => IgnModel.FromBytes(bytes[..length]), $"cut to {length} bytes");
    }

    [TestMethod]
    public void A_stream_is_read_from_where_it_stands_and_stays_open()
    {
        byte[] bytes = TestModels.Tiny.Bytes.ToArray();
        using var memory = new MemoryStream([1, 2, 3, .. bytes]) { Position = 3 };
        Assert.AreEqual(TestModels.Tiny.Hash, IgnModel.Load(memory).Hash);
        Assert.IsTrue(memory.CanRead);
        using var packed = new MemoryStream();
        using (var zip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true)) zip.Write(bytes);
        packed.Position = 0;
        using var unpacked = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionMode.Decompress); // knows no length
        Assert.AreEqual(TestModels.Tiny.Hash, IgnModel.Load(unpacked).Hash);
    }

    [TestMethod]
    public void Streams_that_hold_no_model_are_refused()
    {
        Assert.ThrowsExactly<ArgumentNullException>(() => IgnModel.Load((Stream)null!));
        var closed = new MemoryStream(TestModels.Tiny.Bytes.ToArray());
        closed.Dispose();
        Assert.ThrowsExactly<ArgumentException>(() => IgnModel.Load(closed));
        using var atEnd = new MemoryStream(TestModels.Tiny.Bytes.ToArray());
        atEnd.Position = atEnd.Length;
        Assert.ThrowsExactly<IgnFormatException>(() => IgnModel.Load(atEnd));
        using var cut = new MemoryStream(TestModels.Tiny.Bytes.ToArray()[..^9]);
        Assert.ThrowsExactly<IgnFormatException>(() => IgnModel.Load(cut));
    }
}
