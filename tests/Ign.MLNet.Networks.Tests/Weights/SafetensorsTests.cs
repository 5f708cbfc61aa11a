using System.Buffers.Binary;
using System.Text;

namespace Ign.MLNet.Networks.Tests;

[TestClass]
public sealed class SafetensorsTests
{
    private static readonly NamedTensor[] s_tensors =
    [
        new("b", [2, 3], [0, -0f, 1.5f, float.NaN, float.PositiveInfinity, float.Epsilon]),
        new("a \"ä\" 😀", [], [42]),
        new("empty", [3, 0], []),
    ];

    [TestMethod]
    public void Tensors_and_metadata_survive_a_file_bit_by_bit()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("t.safetensors");
        Safetensors.Write(path, s_tensors, new Dictionary<string, string> { ["z"] = "1", ["k\n"] = "ü" });
        foreach (var content in (SafetensorsContent[])[Safetensors.Read(path), Safetensors.Read(File.ReadAllBytes(path))])
        {
            Assert.HasCount(s_tensors.Length, content.Tensors);
            foreach (var (expected, actual) in s_tensors.Zip(content.Tensors))
            {
                Assert.AreEqual(expected.Name, actual.Name);
                CollectionAssert.AreEqual(expected.Shape.ToList(), actual.Shape.ToList());
                CollectionAssert.AreEqual(expected.Data.Select(BitConverter.SingleToInt32Bits).ToList(),
                    actual.Data.Select(BitConverter.SingleToInt32Bits).ToList());
            }
            Assert.HasCount(2, content.Metadata);
            Assert.AreEqual("ü", content.Metadata["k\n"]);
        }
        CollectionAssert.AreEqual((string[])["t.safetensors"], folder.Names);
    }

    [TestMethod]
    public void The_same_input_gives_the_same_bytes_in_the_documented_layout()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("t");
        Safetensors.Write(path, [new NamedTensor("x", [1], [1f])], new Dictionary<string, string> { ["b"] = "2", ["a"] = "1" });
        byte[] bytes = File.ReadAllBytes(path);
        byte[] expected = Bytes("""{"__metadata__":{"a":"1","b":"2"},"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""".PadRight(88), [0, 0, 0x80, 0x3F]);
        CollectionAssert.AreEqual(expected, bytes);
    }

    [TestMethod]
    public void Half_precision_is_converted_exactly()
    {
        byte[] bytes = Bytes("""{"h":{"dtype":"F16","shape":[2],"data_offsets":[0,4]},"b":{"dtype":"BF16","shape":[2],"data_offsets":[4,8]}}""",
            [0x00, 0x3E, 0x01, 0x00, 0xC0, 0x3F, 0x80, 0xFF]);
        var tensors = Safetensors.Read(bytes).Tensors;
        CollectionAssert.AreEqual((float[])[1.5f, 5.9604645e-8f], tensors[0].Data);
        CollectionAssert.AreEqual((float[])[1.5f, float.NegativeInfinity], tensors[1].Data);
    }

    [TestMethod]
    [DataRow("", "too few", DisplayName = "empty file")]
    [DataRow("1234567", "too few", DisplayName = "seven bytes")]
    public void A_file_without_a_header_is_refused(string text, string reason) => Refused(Encoding.ASCII.GetBytes(text), reason);

    [TestMethod]
    [DataRow(100_000_001ul)]
    [DataRow(ulong.MaxValue)]
    [DataRow(1ul << 63)]
    public void A_header_longer_than_the_limit_is_refused_without_taking_memory(ulong length)
    {
        byte[] bytes = new byte[64];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, length);
        Refused(bytes, "header claims");
    }

    [TestMethod]
    public void A_header_longer_than_the_file_is_refused_without_taking_memory()
    {
        byte[] bytes = new byte[64];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, 99_999_999);
        Refused(bytes, "cut short");
    }

    [TestMethod]
    [DataRow("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "the file has 4", DisplayName = "truncated data")]
    [DataRow("""{"x":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}""", "the file has 4", DisplayName = "bytes after the last tensor")]
    [DataRow("""{}""", "the file has 4", DisplayName = "bytes of no tensor")]
    [DataRow("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"y":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "overlap",
        DisplayName = "overlap")]
    [DataRow("""{"x":{"dtype":"F16","shape":[1],"data_offsets":[2,4]}}""", "hole", DisplayName = "hole at the start")]
    [DataRow("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", "does not fit", DisplayName = "shape larger than bytes")]
    [DataRow("""{"x":{"dtype":"F32","shape":[2147483647,2147483647,2147483647],"data_offsets":[0,4]}}""", "does not fit", DisplayName = "product overflows")]
    [DataRow("""{"x":{"dtype":"F32","shape":[4294967297],"data_offsets":[0,4]}}""", "out of range", DisplayName = "dimension wraps to one")]
    [DataRow("""{"x":{"dtype":"F32","shape":[-1,-1],"data_offsets":[0,4]}}""", "at least 0", DisplayName = "negative dimensions")]
    [DataRow("""{"x":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""", "whole numbers", DisplayName = "fractional dimension")]
    [DataRow("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", "a start and an end", DisplayName = "end before start")]
    [DataRow("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[0]}}""", "a start and an end", DisplayName = "one offset")]
    [DataRow("""{"x":{"dtype":"I32","shape":[1],"data_offsets":[0,4]}}""", "holds I32; only F32, F16, BF16 and I64", DisplayName = "integers")]
    [DataRow("""{"x":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}""", "holds U8", DisplayName = "bytes")]
    [DataRow("""{"x":{"shape":[1],"data_offsets":[0,4]}}""", "dtype is missing", DisplayName = "no dtype")]
    [DataRow("""{"x":{"dtype":"F32","data_offsets":[0,4]}}""", "shape is missing", DisplayName = "no shape")]
    [DataRow("""{"x":[]}""", "not a JSON object", DisplayName = "entry is a list")]
    [DataRow("""[]""", "not a JSON object", DisplayName = "header is a list")]
    [DataRow("""{"x":""", "not valid", DisplayName = "header is cut")]
    [DataRow("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"x":{"dtype":"F32","shape":[0],"data_offsets":[4,4]}}""", "not valid",
        DisplayName = "name twice")]
    [DataRow("""{"__metadata__":{"a":1},"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "expected text", DisplayName = "metadata is a number")]
    [DataRow("""{"__metadata__":[],"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "metadata is not", DisplayName = "metadata is a list")]
    [DataRow("""{"\ud800":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "not valid", DisplayName = "name is not Unicode")]
    public void A_header_that_does_not_describe_the_data_is_refused(string header, string reason) => Refused(Bytes(header, new byte[4]), reason);

    [TestMethod]
    public void The_message_names_the_file_and_shows_no_control_characters()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("bad");
        File.WriteAllBytes(path, Bytes("""{"\u001b[31m":{"dtype":"I64","shape":[],"data_offsets":[0,0]}}""", []));
        var error = Assert.ThrowsExactly<IgnFormatException>(() => Safetensors.Read(path));
        Assert.StartsWith(path, error.Message);
        Assert.IsFalse(error.Message.Any(char.IsControl));
    }

    [TestMethod]
    public void Tensors_that_make_no_file_are_refused_and_leave_the_old_file()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("t");
        AtomicFile.WriteAllText(path, "old");
        void Refuses(params NamedTensor[] tensors) =>
            Assert.ThrowsExactly<ArgumentException>(() => Safetensors.Write(path, tensors, new Dictionary<string, string>()));
        Refuses(new NamedTensor("x", [1], [1]), new NamedTensor("x", [1], [1]));
        Refuses(new NamedTensor("__metadata__", [1], [1]));
        Refuses(new NamedTensor("x", [2], [1]));
        Refuses(new NamedTensor("x", [-1, -1], [1]));
        Assert.AreEqual("old", File.ReadAllText(path));
        CollectionAssert.AreEqual((string[])["t"], folder.Names);
    }

    private static void Refused(byte[] bytes, string reason)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.ThrowsExactly<IgnFormatException>(() => Safetensors.Read(bytes));
        Assert.IsLessThan(1 << 20, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Contains(reason, error.Message);
    }

    private static byte[] Bytes(string header, byte[] data)
    {
        byte[] text = Encoding.UTF8.GetBytes(header);
        byte[] bytes = new byte[8 + text.Length + data.Length];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, (ulong)text.Length);
        text.CopyTo(bytes, 8);
        data.CopyTo(bytes, 8 + text.Length);
        return bytes;
    }
}
