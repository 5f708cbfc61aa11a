namespace Ign.MLNet.Networks.Tests;

[TestClass]
public sealed class OnnxModelWriterTests
{
    [TestMethod]
    public void The_same_input_gives_the_same_bytes_whatever_the_order_of_the_quality_figures()
    {
        var spec = TestNetworks.Small();
        byte[] Write(params (string, double)[] quality) => OnnxModelWriter.Write(spec, TestNetworks.Weights(spec, 1),
            TestNetworks.Card(spec.Input) with { Quality = quality.ToDictionary(q => q.Item1, q => q.Item2) });
        CollectionAssert.AreEqual(Write(("a", 1), ("b", 2)), Write(("b", 2), ("a", 1)));
        CollectionAssert.AreNotEqual(Write(("a", 1)), Write(("a", 2)));
    }

    [TestMethod]
    public void The_reader_finds_what_was_written()
    {
        var spec = TestNetworks.Small();
        byte[] bytes = TestNetworks.Model(spec);
        var info = OnnxModelReader.Read(bytes);
        Assert.AreEqual("Ign.MLNet", info.Producer);
        Assert.AreEqual(7, info.IrVersion);
        Assert.AreEqual(12, info.Opset);
        Assert.AreEqual(bytes.Length, info.Bytes);
        Assert.AreEqual("input", info.Inputs.Single().Name);
        Assert.AreEqual("output", info.Outputs.Single().Name);
        CollectionAssert.AreEqual((long?[])[null, 1, 6, 6], info.Inputs[0].Shape.ToArray());
        Assert.AreEqual("Add 2, Clip 1, Conv 2, ConvTranspose 1, InstanceNormalization 1, LeakyRelu 1, Mul 1, Relu 1, Reshape 2, Tanh 1",
            string.Join(", ", info.Operators.Select(o => $"{o.Key} {o.Value}")));
        // Helper constants: ones and zeros of two groups, and the two ends of the clip.
        Assert.AreEqual(spec.ParameterCount + 2 + 2 + 2, info.ParameterCount);
        Assert.IsEmpty(info.Concerns);
        var card = OnnxModelCheck.Check(info);
        Assert.AreEqual(spec.ToJson(), card.Spec!.ToJson());
        Assert.AreEqual(WeightHash.Of(TestNetworks.Weights(spec, 1)), card.WeightsHash);
    }

    [TestMethod]
    public void A_model_can_be_exported_again_from_its_file_alone()
    {
        byte[] bytes = TestNetworks.Model(TestNetworks.Small());
        var info = OnnxModelReader.Read(bytes);
        var card = OnnxModelCheck.Check(info);
        CollectionAssert.AreEqual(bytes, OnnxModelWriter.Write(card.Spec!, OnnxWeights.Read(info, card.Spec!), card));
    }

    [TestMethod]
    public void What_does_not_fit_together_is_refused()
    {
        var spec = TestNetworks.Small();
        var weights = TestNetworks.Weights(spec, 1);
        var card = TestNetworks.Card(spec.Input);
        Assert.ThrowsExactly<ArgumentException>(() => OnnxModelWriter.Write(spec, weights, card with { Shape = new TensorShape(1, 6, 7) }));
        Assert.ThrowsExactly<SpecException>(() =>
            OnnxModelWriter.Write(Dcgan.For(new(1, 28, 28), new() { Width = 4, Latent = 8, Groups = 4 }), weights,
                TestNetworks.Card(new TensorShape(1, 28, 28))));
        Assert.ThrowsExactly<IgnFormatException>(() => OnnxModelWriter.Write(spec, weights, card with { Maximum = -1 }));
        weights["0.bias"].Data[0] = float.NaN;
        Assert.ThrowsExactly<SpecException>(() => OnnxModelWriter.Write(spec, weights, card));
    }
}
