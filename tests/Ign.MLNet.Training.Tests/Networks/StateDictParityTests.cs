using Ign.MLNet.Networks;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ign.MLNet.Training.Tests;

/// <summary>A network that was put together from libtorch's own modules computes the same after its state dict was imported and exported.</summary>
[TestClass]
public sealed class StateDictParityTests
{
    [TestMethod]
    public void An_imported_DCGAN_autoencoder_is_the_network_that_it_was()
    {
        TorchRuntime.Initialize();
        using var scope = NewDisposeScope();
        using var generator = random.manual_seed(5);
        using var module = Autoencoder(width: 4, latent: 16);
        module.train();
        // Gives the normalisations statistics that are not those of the start.
        for (int i = 0; i < 5; i++) module.forward(randn(8, 3, 64, 64) * 0.5);
        module.eval();
        var y = randn(3, 3, 64, 64) * 0.5;
        using var noGradient = no_grad();
        float[] expected = module.forward(y).data<float>().ToArray();

        var state = module.state_dict()
            .Select(t => new NamedTensor(t.Key, [.. t.Value.shape.Select(d => (int)d)], t.Value.to(ScalarType.Float32).cpu().data<float>().ToArray()));
        var weights = StateDict.Fit(Dcgan.For(new(3, 64, 64), new() { BatchNorm = true, Width = 4, Latent = 16 }), state);
        var source = new ModelSource(weights, TestNetworks.Card(weights.Spec.Input));
        using var projector = new IgnProjector(IgnModel.FromBytes(ModelExport.Write(source)), new IgnProjectorOptions { IntraOpThreads = 1 });
        float[] actual = projector.Project(y.data<float>().ToArray());
        Assert.IsGreaterThan(0.05f, expected.Max() - expected.Min());
        Assert.IsLessThan(1e-5f, expected.Zip(actual, (e, a) => Math.Abs(e - a)).Max());
    }

    /// <summary>As the paper's followers write it.</summary>
    private static Sequential Autoencoder(int width, int latent)
    {
        static Conv2d Down(int i, int o, int stride, int padding) => nn.Conv2d(i, o, 4, stride, padding);
        static ConvTranspose2d Up(int i, int o, int stride, int padding) => nn.ConvTranspose2d(i, o, 4, stride, padding);
        var encoder = nn.Sequential(
            Down(3, width, 2, 1), nn.LeakyReLU(0.2),
            Down(width, 2 * width, 2, 1), nn.BatchNorm2d(2 * width), nn.LeakyReLU(0.2),
            Down(2 * width, 4 * width, 2, 1), nn.BatchNorm2d(4 * width), nn.LeakyReLU(0.2),
            Down(4 * width, 8 * width, 2, 1), nn.BatchNorm2d(8 * width), nn.LeakyReLU(0.2),
            Down(8 * width, latent, 1, 0));
        var decoder = nn.Sequential(
            Up(latent, 8 * width, 1, 0), nn.BatchNorm2d(8 * width), nn.ReLU(),
            Up(8 * width, 4 * width, 2, 1), nn.BatchNorm2d(4 * width), nn.ReLU(),
            Up(4 * width, 2 * width, 2, 1), nn.BatchNorm2d(2 * width), nn.ReLU(),
            Up(2 * width, width, 2, 1), nn.BatchNorm2d(width), nn.ReLU(),
            Up(width, 3, 2, 1), nn.Tanh());
        return nn.Sequential(("encoder", encoder), ("decoder", decoder));
    }
}
