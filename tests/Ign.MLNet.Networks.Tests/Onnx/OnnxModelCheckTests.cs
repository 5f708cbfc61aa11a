using System.Buffers.Binary;

namespace Ign.MLNet.Networks.Tests;

[TestClass]
public sealed class OnnxModelCheckTests
{
    [TestMethod]
    public void A_plain_model_with_a_card_is_accepted() =>
        Assert.AreEqual("tiny", OnnxModelCheck.Check(OnnxModelReader.Read(new TinyModel().Bytes())).Name);

    [TestMethod]
    public void A_model_without_a_card_is_refused() => Refused(new TinyModel { Card = null }, "No model card");

    [TestMethod]
    public void External_data_is_refused_wherever_it_hides()
    {
        var external = TinyModel.External("../../etc/passwd");
        Graph(OnnxSchema.Graph.Initializer, external, "external data");
        // One of the two marks is enough.
        Graph(OnnxSchema.Graph.Initializer, TinyModel.Tensor("w", 1, new byte[4], 1).Number(OnnxSchema.Tensor.DataLocation, 1), "external data");
        Graph(OnnxSchema.Graph.Initializer, TinyModel.Tensor("w", 1, new byte[4], 1).Message(OnnxSchema.Tensor.ExternalData, TinyModel.Entry("location", "x")),
            "external data");
        Graph(OnnxSchema.Graph.SparseInitializer, new ProtobufMessage().Message(OnnxSchema.SparseTensor.Values, external), "external data");
        foreach (int field in (int[])[OnnxSchema.Attribute.Tensor, OnnxSchema.Attribute.Tensors])
        {
            Graph(OnnxSchema.Graph.Node, TinyModel.Node("Relu", "x", "y").Message(OnnxSchema.Node.Attribute, new ProtobufMessage().Message(field, external)),
                "external data");
        }
    }

    [TestMethod]
    public void Operators_that_no_model_needs_are_refused()
    {
        Graph(OnnxSchema.Graph.Node, TinyModel.Node("Loop", "x", "y"), "Loop");
        Graph(OnnxSchema.Graph.Node, TinyModel.Node("Relu", "x", "y").Text(OnnxSchema.Node.Domain, "evil"), "evil:Relu");
    }

    [TestMethod]
    public void Functions_and_training_graphs_are_refused()
    {
        foreach (var (field, reason) in ((int, string)[])[(OnnxSchema.Model.Functions, "functions"), (OnnxSchema.Model.TrainingInfo, "training graphs")])
        {
            var tiny = new TinyModel();
            tiny.Model.Message(field, new ProtobufMessage());
            Refused(tiny, reason);
        }
    }

    [TestMethod]
    public void A_graph_that_disagrees_with_the_card_is_refused()
    {
        Refused(new TinyModel { Card = new IgnModelCard { Name = "n", Shape = new TensorShape(1, 2, 3) } },
            "card says input shape [N, 1, 2, 3], the graph says [N, 1, 2, 2]");
        Refused(new TinyModel { Output = TinyModel.Value("output", 1, null, 1, 2, 3) }, "output shape");
        Refused(new TinyModel { Output = TinyModel.Value("output", 1, 5, 1, 2, 2) }, "output shape");
        Refused(new TinyModel { Output = TinyModel.Value("output", 1) }, "output shape");
        Refused(new TinyModel { Output = TinyModel.Value("output", OnnxElementType.Double, null, 1, 2, 2) }, "got double");
        Refused(new TinyModel { Output = TinyModel.Value("other", 1, null, 1, 2, 2) }, "got 'other'");
        Graph(OnnxSchema.Graph.Input, TinyModel.Value("second", 1, 1), "Expected one input, got 2");
    }

    [TestMethod]
    public void Weights_that_are_not_finite_are_refused()
    {
        foreach (float bad in (float[])[float.NaN, float.NegativeInfinity])
        {
            byte[] raw = new byte[8];
            BinaryPrimitives.WriteSingleLittleEndian(raw.AsSpan(4), bad);
            Graph(OnnxSchema.Graph.Initializer, TinyModel.Tensor("w", 1, raw, 2), "NaN or infinity");
        }
        Graph(OnnxSchema.Graph.Initializer, TinyModel.Tensor("w", OnnxElementType.Double, new byte[8], 1), "holds double");
        Graph(OnnxSchema.Graph.Initializer, TinyModel.Tensor("w", 1, [], 1).Float(OnnxSchema.Tensor.FloatData, float.NaN), "not stored as raw");
    }

    [TestMethod]
    public void A_changed_weight_is_noticed_by_its_hash()
    {
        var spec = TestNetworks.Small();
        byte[] bytes = TestNetworks.Model(spec);
        byte[] weight = new byte[4];
        BinaryPrimitives.WriteSingleLittleEndian(weight, TestNetworks.Weights(spec, 1)["4.weight"].Data[10]);
        bytes[bytes.AsSpan().IndexOf(weight)] ^= 1;
        Assert.Contains("changed after its export", Assert.ThrowsExactly<IgnFormatException>(() => OnnxModelCheck.Check(OnnxModelReader.Read(bytes))).Message);
    }

    [TestMethod]
    public void A_network_without_its_weights_is_refused()
    {
        var spec = new NetworkSpec("n", new TensorShape(1, 2, 2), [new Conv(1, 1, 1, Bias: false)]);
        Refused(
            new TinyModel { Card = TestNetworks.Card(spec.Input) with { Spec = spec, WeightsHash = new string('0', 64), ContentHash = new string('0', 64) } },
            "lacks the weight '0.weight'");
        Refused(new TinyModel { Card = TestNetworks.Card(spec.Input) with { Spec = spec } }, "lacks the network or the hash");
        Refused(new TinyModel { Card = TestNetworks.Card(spec.Input) with { Spec = spec, WeightsHash = new string('0', 64) } },
            "lacks the network or the hash");
        var ours = new TinyModel();
        ours.Model.Text(OnnxSchema.Model.ProducerName, "Ign.MLNet");
        Refused(ours, "lacks the network or the hash");
    }

    [TestMethod]
    public void A_model_above_the_size_limit_is_refused()
    {
        var info = OnnxModelReader.Read(new TinyModel().Bytes());
        Assert.AreEqual("tiny", OnnxModelCheck.Check(info with { Bytes = OnnxModelCheck.MaxBytes }).Name);
        Assert.Contains("at most",
            Assert.ThrowsExactly<IgnFormatException>(() => OnnxModelCheck.Check(info with { Bytes = OnnxModelCheck.MaxBytes + 1 })).Message);
    }

    private static void Graph(int field, ProtobufMessage value, string reason)
    {
        var tiny = new TinyModel();
        tiny.Graph.Message(field, value);
        Refused(tiny, reason);
    }

    private static void Refused(TinyModel model, string reason)
    {
        var info = OnnxModelReader.Read(model.Bytes());
        Assert.Contains(reason, Assert.ThrowsExactly<IgnFormatException>(() => OnnxModelCheck.Check(info)).Message);
    }
}
