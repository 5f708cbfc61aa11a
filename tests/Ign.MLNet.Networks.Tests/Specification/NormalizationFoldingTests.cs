namespace Ign.MLNet.Networks.Tests;

[TestClass]
public sealed class NormalizationFoldingTests
{
    private static readonly NetworkSpec s_spec = new NetworkSpec("n", new TensorShape(2, 6, 6),
    [
        new Conv(2, 4, 4, 2, 1, Bias: false), new BatchNorm(4), new Activation(ActivationKind.LeakyRelu),
        new Residual([new Conv(4, 4, 3, 1, 1), new BatchNorm(4, 1e-3f), new Activation(ActivationKind.Relu), new BatchNorm(4)]),
        new ConvTranspose(4, 2, 4, 2, 1, Bias: false), new BatchNorm(2), new Activation(ActivationKind.Tanh),
    ]).Validated();

    [TestMethod]
    public void Normalisations_behind_convolutions_are_gone_and_the_function_is_the_same()
    {
        var weights = TestNetworks.Weights(s_spec, 3);
        var folded = NormalizationFolding.Apply(weights);
        Layer[] expected =
        [
            new Conv(2, 4, 4, 2, 1), new Activation(ActivationKind.LeakyRelu), folded.Spec.Layers[2], new ConvTranspose(4, 2, 4, 2, 1),
            new Activation(ActivationKind.Tanh),
        ];
        CollectionAssert.AreEqual(expected, folded.Spec.Layers.ToArray());
        // What follows an activation stays.
        CollectionAssert.AreEqual((Layer[])[new Conv(4, 4, 3, 1, 1), new Activation(ActivationKind.Relu), new BatchNorm(4)],
            ((Residual)folded.Spec.Layers[2]).Body.ToArray());

        double[] image = [.. TestNetworks.Images(s_spec.Input, 1, 5).Select(v => (double)v)];
        double[] before = new ReferenceNetwork(weights).Apply(image), after = new ReferenceNetwork(folded).Apply(image);
        Assert.IsGreaterThan(0.1, before.Max() - before.Min());
        Assert.IsLessThan(1e-6, before.Zip(after, (a, b) => Math.Abs(a - b)).Max());
    }

    [TestMethod]
    public void Normalisations_inside_every_kind_of_body_are_folded()
    {
        Layer[] pair(int channels) => [new Conv(channels, channels, 3, 1, 1), new BatchNorm(channels)];
        var spec = new NetworkSpec("n", new TensorShape(4, 4, 4),
        [
            new Conditioned(2, 2,
            [
                .. pair(4), new Film(2, 4),
                new Conjugate([new ChannelScale(4), new Coupling(4, true, [new Residual(pair(2)), .. pair(2)])], [.. pair(4), new ChannelMask(4, 3)]),
                new Conv(4, 2, 1),
            ]),
        ]).Validated();
        var weights = TestNetworks.Weights(spec, 3);
        var folded = NormalizationFolding.Apply(weights);
        Assert.AreEqual(4, spec.AllLayers.Count(l => l.Layer is BatchNorm));
        Assert.IsFalse(folded.Spec.AllLayers.Any(l => l.Layer is BatchNorm));
        Assert.AreEqual(spec.AllLayers.Count() - 4, folded.Spec.AllLayers.Count());
        double[] image = [.. TestNetworks.Images(spec.Input, 1, 5).Select(v => (double)v)];
        Assert.IsLessThan(1e-5, new ReferenceNetwork(weights).Apply(image).Zip(new ReferenceNetwork(folded).Apply(image), (a, b) => Math.Abs(a - b)).Max());
    }

    [TestMethod]
    public void A_network_with_nothing_to_fold_stays_itself()
    {
        var weights = TestNetworks.Weights(TestNetworks.Small(), 1);
        Assert.AreSame(weights, NormalizationFolding.Apply(weights));
    }

    [TestMethod]
    public void A_negative_variance_is_refused()
    {
        var weights = TestNetworks.Weights(s_spec, 3);
        weights["1.variance"].Data[2] = -0.1f;
        Assert.AreEqual("Weight '1.variance' holds a negative value.", Assert.ThrowsExactly<SpecException>(() => NormalizationFolding.Apply(weights)).Message);
        Assert.ThrowsExactly<SpecException>(() => OnnxModelWriter.Write(s_spec, weights, TestNetworks.Card(s_spec.Input)));
    }
}
