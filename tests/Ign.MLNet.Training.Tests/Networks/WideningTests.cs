using Ign.MLNet.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Ign.MLNet.Training.Tests;

[TestClass]
public sealed class WideningTests
{
    private static readonly TensorShape s_crop = new(3, 16, 16);

    [TestMethod]
    [DataRow(6, 24)]
    [DataRow(4, 24)]
    [DataRow(8, 32)]
    public void A_wider_network_starts_as_the_same_function(int width, int deep)
    {
        var narrow = Trained(PhotoUNet.For(s_crop, 4, 1));
        var wide = Widening.Of(narrow, PhotoUNet.For(s_crop, width, 1, deep), 5);
        float[] image = TestModels.Image(2, s_crop), expected = new ReferenceNetwork(narrow).ApplyInSinglePrecision(image),
            actual = new ReferenceNetwork(wide).ApplyInSinglePrecision(image);
        for (int i = 0; i < image.Length; i++) Assert.AreEqual(expected[i], actual[i], 1e-5);
        Assert.AreNotEqual(image[7], expected[7], "the network does something");
    }

    [TestMethod]
    public void What_reads_a_new_channel_learns_from_the_first_step()
    {
        var narrow = PhotoUNet.For(s_crop, 4, 1);
        var spec = PhotoUNet.For(s_crop, 6, 1);
        using var network = new TorchNetwork(spec);
        network.Load(Widening.Of(Trained(narrow), spec, 5));
        network.ZeroGradients();
        using var image = tensor(TestModels.Image(2, s_crop)).view(1, 3, 16, 16);
        using var loss = network.Forward(image).square().mean();
        loss.backward();
        long at = 0;
        foreach (var (wide, old) in spec.ParameterShapes.Zip(narrow.ParameterShapes))
        {
            using var gradient = network.Gradients.narrow(0, at, wide.Count).view([.. wide.Shape.Select(side => (long)side)]);
            at += wide.Count;
            int added = wide.Shape[1] - old.Shape[1];
            if (added > 0) Assert.IsGreaterThan(0, gradient.narrow(0, 0, 1).narrow(1, old.Shape[1], added).abs().max().ToDouble(), wide.Name);
        }
    }

    [TestMethod]
    public void A_network_of_other_layers_is_refused()
    {
        var narrow = Trained(PhotoUNet.For(s_crop, 4, 1));
        foreach (var other in (NetworkSpec[])[PhotoUNet.For(s_crop, 4, 2), PhotoUNet.For(s_crop, 3, 1), ResidualUNet.For(s_crop)])
        {
            var error = Assert.ThrowsExactly<SpecException>(() => Widening.Of(narrow, other, 1));
            StringAssert.Contains(error.Message, "the same layers", StringComparison.Ordinal);
        }
    }

    private static WeightSet Trained(NetworkSpec spec)
    {
        var random = new Random(3);
        return new WeightSet(spec, spec.ParameterShapes.Select(p =>
            new NamedTensor(p.Name, p.Shape, [.. Enumerable.Range(0, (int)p.Count).Select(_ => (random.NextSingle() - 0.5f) * 0.6f)])));
    }
}
