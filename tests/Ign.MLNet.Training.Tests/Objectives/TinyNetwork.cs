using Ign.MLNet.Networks;
using static TorchSharp.torch;

namespace Ign.MLNet.Training.Tests;

/// <summary>A network small enough for finite differences, with every layer kind that has parameters, in float64.</summary>
internal static class TinyNetwork
{
    internal static NetworkSpec Spec { get; } = new NetworkSpec("tiny", new TensorShape(1, 4, 4),
    [
        new Conv(1, 4, 4, 2, 1), new GroupNorm(2, 4), new Activation(ActivationKind.LeakyRelu),
        new Residual([new Conv(4, 4, 3, 1, 1), new Activation(ActivationKind.Tanh)]),
        new ConvTranspose(4, 1, 4, 2, 1), new Activation(ActivationKind.Tanh),
    ]).Validated();

    internal static TorchNetwork Create(int seed = 1)
    {
        var network = new TorchNetwork(Spec, type: ScalarType.Float64);
        using var generator = new Generator((ulong)seed);
        using var scope = NewDisposeScope();
        network.Values.copy_(randn(network.Values.numel(), ScalarType.Float64, generator: generator) * 0.3);
        return network;
    }

    internal static Tensor Images(int count, int seed)
    {
        using var generator = new Generator((ulong)seed);
        return randn([count, 1, 4, 4], ScalarType.Float64, generator: generator);
    }

    /// <summary>Central differences of <paramref name="loss"/> over every parameter of <paramref name="network"/>.</summary>
    internal static double[] FiniteDifferences(TorchNetwork network, Func<double> loss, double step = 1e-6)
    {
        using var noGradient = no_grad();
        var gradient = new double[network.Values.numel()];
        for (int i = 0; i < gradient.Length; i++)
        {
            using var scope = NewDisposeScope();
            var value = network.Values.narrow(0, i, 1);
            value.add_(step);
            double above = loss();
            value.add_(-2 * step);
            double below = loss();
            value.add_(step);
            gradient[i] = (above - below) / (2 * step);
        }
        return gradient;
    }

    /// <summary>Largest difference relative to the largest expected value.</summary>
    internal static double Error(double[] expected, double[] actual) =>
        expected.Zip(actual, (e, a) => Math.Abs(e - a)).Max() / expected.Max(Math.Abs);

    internal static double[] Gradient(TorchNetwork network) => network.Gradients.data<double>().ToArray();
}
