using System.Buffers.Binary;
using Ign.MLNet.Networks;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Ign.MLNet.Tests;

/// <summary>Files that are no models, as a pipeline meets them: each with the whole text that its user reads.</summary>
[TestClass]
[DoNotParallelize]
public sealed class BadModelTests
{
    private static readonly Dictionary<string, (Func<byte[]> Bytes, string Message)> s_cases = new()
    {
        ["empty"] = (() => [], "Not an ONNX file: it holds no graph."),
        ["a picture"] = (() => [0x89, .. "PNG\r\n\u001a\n and so on"u8], "Not a readable ONNX file: wire type 6 is not used in ONNX."),
        ["cut in the middle"] = (() => TestModels.TinyBytes()[..1000], "Not a readable ONNX file: a length of 3042 is larger than the rest of the file."),
        ["its last byte is missing"] = (() => TestModels.TinyBytes()[..^1], "Not a readable ONNX file: a length of 86 is larger than the rest of the file."),
        ["one weight was changed"] = (ChangedWeight, "The weights have hash 91a451ee055ed929b08655d63c87ffa0e44622ba47cad3aee25ca7416cf5a5ac, the card says 4e6ae637442439285f2b1f78ae9d020a427ce86c29c399f7309673908aa40184: the file was changed after its export."),
        ["no card"] = (() => new TinyModel { Card = null }.Bytes(), "No model card: the metadata lack 'ign.format'. Expected a model exported by Ign.MLNet."),
        ["card of another shape"] = (() => new TinyModel { Card = new() { Name = "n", Shape = new TensorShape(1, 2, 3) } }.Bytes(),
            "The card says input shape [N, 1, 2, 3], the graph says [N, 1, 2, 2]."),
        ["card of a hostile shape"] = (() => new TinyModel { Card = new() { Name = "n", Shape = new TensorShape(1, int.MaxValue, int.MaxValue) } }.Bytes(),
            "Card entry 'ign.shape': expected channels x height x width as in 1x28x28, at most 64x8192x8192, got '1x2147483647x2147483647'."),
        ["hostile shape throughout"] =
            (HostileShape, "Card entry 'ign.shape': expected channels x height x width as in 1x28x28, at most 64x8192x8192, got '1x1048576x1048576'."),
        ["external data"] = (() => With(OnnxSchema.Graph.Initializer, TinyModel.External("../../etc/passwd")),
            "The model holds external data, which an IGN model does not need. It is refused."),
        ["an operator that reads elsewhere"] = (() => With(OnnxSchema.Graph.Node, TinyModel.Node("Loop", "x", "y")),
            "The model uses operators that no IGN model needs: Loop. It is refused."),
        ["an operator of another domain"] = (() => With(OnnxSchema.Graph.Node, TinyModel.Node("Relu", "x", "y").Text(OnnxSchema.Node.Domain, "evil")),
            "The model uses operators that no IGN model needs: evil:Relu. It is refused."),
        ["a value from nowhere"] = (() => With(OnnxSchema.Graph.Node, TinyModel.Node("Relu", "nowhere", "nothing")),
            "Node 'nothing' (Relu): its input 'nowhere' is made nowhere before it. It is refused."),
        ["NaN weight"] = (() => With(OnnxSchema.Graph.Initializer, TinyModel.Tensor("w", 1, NaN(), 1)), "Weight 'w' holds NaN or infinity."),
        ["weight that claims 4 TB"] = (() => With(OnnxSchema.Graph.Initializer, TinyModel.Tensor("w", 1, [], 1L << 40)),
            "Not a readable ONNX file: constant 'w' claims more than 2147483647 elements."),
        ["length beyond the file"] = (() => [0x3A, 0xFF, 0xFF, 0xFF, 0xFF, 0x07],
            "Not a readable ONNX file: a length of 2147483647 is larger than the rest of the file."),
    };

    public static IEnumerable<object[]> Names => s_cases.Keys.Select(name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void It_is_refused_with_the_reason(string name)
    {
        var (bytes, message) = s_cases[name];
        var ml = new MLContext();
        var data = ml.Data.LoadFromEnumerable(new[] { new Row() });
        using var folder = new TemporaryFolder();
        string path = folder.File("model.onnx");
        File.WriteAllBytes(path, bytes());
        int sessions = SharedSession.Alive;
        Exception? refusal = null;
        string[] left = SavedModels.LeftBehind(() =>
            refusal = Assert.ThrowsExactly<IgnFormatException>(() => ml.Transforms.ProjectWithIgn("Clean", "Noisy", path).Fit(data)));
        Assert.AreEqual($"'{path}' cannot be used: {message}", refusal!.Message);
        Assert.AreEqual(sessions, SharedSession.Alive);
        CollectionAssert.AreEqual(Array.Empty<string>(), left);
    }

    [TestMethod]
    public void What_only_the_runtime_finds_wrong_is_told_in_its_words()
    {
        var ml = new MLContext();
        var data = ml.Data.LoadFromEnumerable(new[] { new Row() });
        var model = IgnModel.FromBytes(new TinyModel { Opset = 9999 }.Bytes());
        int sessions = SharedSession.Alive;
        var refusal = Assert.ThrowsExactly<IgnFormatException>(() => ml.Transforms.ProjectWithIgn("Clean", "Noisy", model).Fit(data));
        StringAssert.StartsWith(refusal.Message, "ONNX Runtime refuses the graph: ");
        StringAssert.Contains(refusal.Message, "9999");
        Assert.AreEqual(sessions, SharedSession.Alive);
    }

    private static byte[] With(int field, ProtobufMessage value)
    {
        var model = new TinyModel();
        model.Graph.Message(field, value);
        return model.Bytes();
    }

    private static byte[] HostileShape() => new TinyModel
    {
        Card = new() { Name = "n", Shape = new TensorShape(1, 1 << 20, 1 << 20) },
        Input = TinyModel.Value("input", 1, null, 1, 1 << 20, 1 << 20),
        Output = TinyModel.Value("output", 1, null, 1, 1 << 20, 1 << 20),
    }.Bytes();

    private static byte[] NaN()
    {
        byte[] raw = new byte[sizeof(float)];
        BinaryPrimitives.WriteSingleLittleEndian(raw, float.NaN);
        return raw;
    }

    private static byte[] ChangedWeight()
    {
        byte[] bytes = TestModels.TinyBytes();
        bytes[1000] ^= 1;
        return bytes;
    }

    private sealed class Row
    {
        [VectorType(4)]
        public float[] Noisy { get; set; } = new float[4];
    }
}
