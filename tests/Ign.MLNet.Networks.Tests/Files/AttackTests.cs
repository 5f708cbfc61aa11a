namespace Ign.MLNet.Networks.Tests;

/// <summary>The files in <c>tests/attacks</c> are refused, each for its reason, without taking memory for what they claim.</summary>
[TestClass]
public sealed class AttackTests
{
    // A refusal costs what the file is large, not what it claims to be.
    private const long MostAllocated = 4 << 20;

    public static IEnumerable<object[]> Attacks => File.ReadLines(Repository.At("tests/attacks/attacks.tsv")).Select(line => (object[])line.Split('\t'));

    [TestMethod]
    [DynamicData(nameof(Attacks))]
    public void It_is_refused_for_its_reason(string file, string reason)
    {
        byte[] bytes = File.ReadAllBytes(Repository.At($"tests/attacks/{file}"));
        long before = GC.GetAllocatedBytesForCurrentThread();
        var refusal = Assert.ThrowsExactly<IgnFormatException>(() => Read(file, bytes));
        Assert.IsLessThan(MostAllocated, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Contains(reason, refusal.Message);
        Assert.IsFalse(refusal.Message.Any(char.IsControl), "The message could rewrite a terminal.");
    }

    [TestMethod]
    public void Every_file_of_the_folder_is_listed() => CollectionAssert.AreEquivalent(
        Directory.EnumerateFiles(Repository.At("tests/attacks")).Select(f => Path.GetFileName(f))
            .Where(f => f.EndsWith(".onnx", StringComparison.Ordinal) || f.EndsWith(".safetensors", StringComparison.Ordinal)).ToArray(),
        Attacks.Select(a => (string)a[0]).ToArray());

    private static void Read(string file, byte[] bytes)
    {
        if (file.EndsWith(".onnx", StringComparison.Ordinal)) OnnxModelCheck.Check(OnnxModelReader.Read(bytes));
        else Safetensors.Read(bytes);
    }
}
