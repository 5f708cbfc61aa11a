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
}
