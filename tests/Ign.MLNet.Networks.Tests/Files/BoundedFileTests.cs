namespace Ign.MLNet.Networks.Tests;

/// <summary>Files that are too large are refused by their length, before they are read.</summary>
[TestClass]
public sealed class BoundedFileTests
{
    [TestMethod]
    public void What_is_not_too_large_is_read()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("f"), [0xEF, 0xBB, 0xBF, 0xC3, 0x9F]);
        CollectionAssert.AreEqual((byte[])[0xEF, 0xBB, 0xBF, 0xC3, 0x9F], BoundedFile.ReadModel(folder.File("f")));
        Assert.AreEqual("ß", BoundedFile.ReadText(folder.File("f")));
        Assert.ThrowsExactly<FileNotFoundException>(() => BoundedFile.ReadText(folder.File("g")));
    }

    [TestMethod]
    public void What_is_too_large_is_refused_before_it_is_read()
    {
        Refused(BoundedFile.ReadModel, OnnxModelCheck.MaxBytes, "The model has 536,870,913 bytes; at most 536,870,912 are accepted.");
        Refused(BoundedFile.ReadText, BoundedFile.MaxText, "has 16,777,217 bytes; at most 16,777,216 are read.");
        Refused(Safetensors.Read, Safetensors.MaxBytes, "The weight file has 2,147,483,649 bytes; at most 2,147,483,648 are accepted.");
        Refused(WeightFile.Load, Safetensors.MaxBytes, "at most 2,147,483,648 are accepted.");
    }

    private static void Refused(Func<string, object> read, long limit, string reason)
    {
        using var folder = new TemporaryFolder();
        // A hole: it takes no room on the disk.
        using (var file = File.Create(folder.File("f"))) file.SetLength(limit + 1);
        long before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.ThrowsExactly<IgnFormatException>(() => read(folder.File("f")));
        Assert.IsLessThan(1 << 20, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Contains(reason, error.Message);
    }
}
