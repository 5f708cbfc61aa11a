using Ign.MLNet.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Ign.MLNet.Training.Tests;

[TestClass]
public sealed class MemoryLayoutTests
{
    [TestMethod]
    public void Pixels_and_channels_change_places_alike_in_either_layout()
    {
        using var scope = NewDisposeScope();
        // Whole numbers up to 256 have no rounding in bfloat16.
        var image = arange(2 * 3 * 4 * 6).remainder(251).view(2, 3, 4, 6).to(ScalarType.Float32);
        foreach (Layer[] layers in (Layer[][])[[new SpaceToDepth(2)], [new SpaceToDepth(2), new DepthToSpace(2)]])
        {
            var plain = image;
            var narrow = MemoryLayout.ChannelsLast(image.to(ScalarType.BFloat16));
            foreach (var layer in layers)
            {
                plain = TorchLayers.Apply(layer, plain, "", new Dictionary<string, Tensor>(), null, (_, v, _) => v);
                narrow = TorchLayers.Apply(layer, narrow, "", new Dictionary<string, Tensor>(), null, (_, v, _) => v);
            }
            Assert.IsTrue(plain.equal(narrow.to(ScalarType.Float32)).all().ToBoolean());
            Assert.AreEqual(1, narrow.stride()[1], "The channels of a pixel lie side by side.");
        }
    }

    [TestMethod]
    public void A_training_pass_in_bfloat16_is_the_finished_network_but_for_its_rounding()
    {
        using var scope = NewDisposeScope();
        var spec = PhotoUNet.For(new TensorShape(3, 16, 24), 16, 1);
        using var network = new TorchNetwork(spec);
        network.Load(TestNetworks.Weights(spec, 3));
        network.Values.mul_(0.5);
        var y = rand(2, 3, 16, 24, generator: new Generator(4)).mul(2).sub(1);
        var exact = network.Forward(y);
        network.ComputeType = ScalarType.BFloat16;
        var narrow = network.Forward(y, InputRole.Real);
        double error = (narrow - exact).abs().mean().ToDouble(), size = (exact - y).abs().mean().ToDouble();
        Assert.AreEqual(ScalarType.Float32, narrow.dtype);
        Assert.IsGreaterThan(0.01, size, "The network does something.");
        Assert.IsInRange(1e-7, 0.03 * size + 4e-3, error);
        narrow.abs().mean().backward();
        Assert.IsTrue(network.Gradients.isfinite().all().ToBoolean());
        Assert.IsGreaterThan(0, network.Gradients.abs().max().ToDouble());
    }
}
