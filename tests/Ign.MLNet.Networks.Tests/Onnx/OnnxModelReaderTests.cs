using System.Text;

namespace Ign.MLNet.Networks.Tests;

[TestClass]
public sealed class OnnxModelReaderTests
{
    [TestMethod]
    public void Files_of_other_tools_are_read()
    {
        var tiny = new TinyModel { Card = null };
        tiny.Model.Text(OnnxSchema.Model.ProducerName, "other").Message(OnnxSchema.Model.OpsetImport,
            new ProtobufMessage().Text(OnnxSchema.OperatorSet.Domain, "com.microsoft").Number(OnnxSchema.OperatorSet.Version, 99));
        tiny.Graph.Message(OnnxSchema.Graph.Node, TinyModel.Node("Gelu", "x", "y").Text(OnnxSchema.Node.Domain, "com.microsoft"))
            .Message(OnnxSchema.Graph.Input, TinyModel.Value("w", OnnxElementType.Float16, 2))
            .Message(OnnxSchema.Graph.Initializer, TinyModel.Tensor("w", OnnxElementType.Float16, new byte[4], 2));
        var info = OnnxModelReader.Read(tiny.Bytes());
        Assert.AreEqual("other", info.Producer);
        Assert.AreEqual(12, info.Opset);
        Assert.AreEqual(1, info.Operators["com.microsoft:Gelu"]);
        // 'w' is listed among the inputs, as old files do, but is a constant.
        Assert.AreEqual("input", info.Inputs.Single().Name);
        Assert.AreEqual(2, info.ParameterCount);
        Assert.AreEqual("float16", info.Initializers.Single().ElementType);
    }

    [TestMethod]
    public void Subgraphs_are_walked()
    {
        var tiny = new TinyModel();
        var branch = new ProtobufMessage().Message(OnnxSchema.Graph.Node, TinyModel.Node("Loop", "a", "b"))
            .Message(OnnxSchema.Graph.Initializer, TinyModel.External("/etc/passwd"));
        tiny.Graph.Message(OnnxSchema.Graph.Node,
            TinyModel.Node("If", "a", "b").Message(OnnxSchema.Node.Attribute, new ProtobufMessage().Message(OnnxSchema.Attribute.Graph, branch)));
        var info = OnnxModelReader.Read(tiny.Bytes());
        Assert.AreEqual(1, info.Operators["Loop"]);
        CollectionAssert.AreEqual((string[])["external data", "subgraphs"], info.Concerns.ToArray());
    }

    [TestMethod]
    public void No_prefix_of_a_model_passes_for_a_model()
    {
        byte[] bytes = TestNetworks.Model(new NetworkSpec("p", new TensorShape(1, 2, 2), [new Conv(1, 1, 1), new Activation(ActivationKind.Tanh)]));
        for (int length = 0; length < bytes.Length; length++)
            Assert.ThrowsExactly<IgnFormatException>(() => OnnxModelCheck.Check(OnnxModelReader.Read(bytes.AsMemory(0, length))),
                $"{length} of {bytes.Length} bytes");
    }

    [TestMethod]
    public void Garbage_is_refused()
    {
        Refused([], "no graph");
        Refused(Encoding.ASCII.GetBytes("<html><body>404 Not Found</body></html>"), "");
        Refused(Encoding.ASCII.GetBytes("PK\u0003\u0004 a zip file, perhaps"), "");
        Refused([0, 0, 0, 0], "field number");
        Refused([.. Enumerable.Repeat((byte)0xFF, 1000)], "more than ten bytes");
        Refused([.. Enumerable.Repeat((byte)0x3B, 1_000_000)], "wire type 3");
    }

    [TestMethod]
    public void A_length_beyond_the_file_is_refused_without_taking_memory()
    {
        // Field 7 (the graph) with lengths of 2^31-1, 2^63 and 2^64-1.
        Refused([0x3A, 0xFF, 0xFF, 0xFF, 0xFF, 0x07], "larger than the rest");
        Refused([0x3A, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01], "larger than the rest");
        Refused([0x3A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01], "larger than the rest");
    }

    [TestMethod]
    public void A_constant_that_claims_more_than_it_has_is_refused()
    {
        Constant(TinyModel.Tensor("w", 1, new byte[8], 3), "claims 3 elements of float in 8 bytes");
        Constant(TinyModel.Tensor("w", 1, [], 1L << 30), "elements in");
        Constant(TinyModel.Tensor("w", 1, [], 1L << 40), "claims more than");
        Constant(TinyModel.Tensor("w", 1, [], long.MaxValue, long.MaxValue, long.MaxValue), "claims more than");
        Constant(TinyModel.Tensor("w", 1, new byte[4], -1, -1), "negative");
        Constant(TinyModel.Tensor("w", 1, [], [.. Enumerable.Repeat(1L, 100_000)]), "more than 64 numbers");
        void Constant(ProtobufMessage tensor, string reason)
        {
            var tiny = new TinyModel();
            tiny.Graph.Message(OnnxSchema.Graph.Initializer, tensor);
            Refused(tiny.Bytes(), reason);
        }
    }

    [TestMethod]
    public void Graphs_nested_without_end_are_refused()
    {
        var graph = new ProtobufMessage();
        for (int i = 0; i < 2000; i++)
        {
            var node = new ProtobufMessage().Message(OnnxSchema.Node.Attribute, new ProtobufMessage().Message(OnnxSchema.Attribute.Graph, graph));
            graph = new ProtobufMessage().Message(OnnxSchema.Graph.Node, node);
        }
        Refused(new ProtobufMessage().Message(OnnxSchema.Model.Graph, graph).ToArray(), "nested deeper");
    }

    [TestMethod]
    public void What_other_readers_might_see_differently_is_refused()
    {
        byte[] bytes = new TinyModel().Bytes();
        Refused([.. bytes, .. new TinyModel { Card = null }.Bytes()], "two graphs");
        Refused([.. bytes, .. new ProtobufMessage().Message(OnnxSchema.Model.MetadataProps, TinyModel.Entry("ign.name", "twin")).ToArray()],
            "stands there twice");

        var tensors = new TinyModel();
        foreach (int _ in (int[])[1, 2]) tensors.Graph.Message(OnnxSchema.Graph.Initializer, TinyModel.Tensor("w", 1, new byte[4], 1));
        Refused(tensors.Bytes(), "stands there twice");

        var value = TinyModel.Value("output", 1, 1, 1, 2, 2).Message(OnnxSchema.ValueInfo.Type, new ProtobufMessage());
        Refused(new TinyModel { Output = value }.Bytes(), "stands there twice");

        var opsets = new TinyModel();
        opsets.Model.Message(OnnxSchema.Model.OpsetImport,
            new ProtobufMessage().Text(OnnxSchema.OperatorSet.Domain, "ai.onnx").Number(OnnxSchema.OperatorSet.Version, 13));
        Refused(opsets.Bytes(), "stands there twice");

        byte[] notUtf8 = [0x12, 0x02, 0xC3, 0x28];
        Refused([.. notUtf8, .. bytes], "not UTF-8");
    }

    private static void Refused(byte[] bytes, string reason)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.ThrowsExactly<IgnFormatException>(() => OnnxModelReader.Read(bytes));
        Assert.IsLessThan(1 << 20, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Contains(reason, error.Message);
    }
}
