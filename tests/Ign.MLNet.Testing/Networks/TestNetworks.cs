using Ign.MLNet.Networks;

namespace Ign.MLNet.Testing;

/// <summary>Small networks with seeded random weights.</summary>
internal static class TestNetworks
{
    internal static IgnModelCard Card(TensorShape shape) => new() { Name = "test", Shape = shape };

    /// <summary>A network with every kind of layer but those of <see cref="Labelled"/>.</summary>
    internal static NetworkSpec Small() => new NetworkSpec("small", new TensorShape(1, 6, 6),
    [
        new Conv(1, 4, 4, 2, 1), new GroupNorm(2, 4), new Activation(ActivationKind.LeakyRelu),
        new Residual([new Activation(ActivationKind.Relu), new Conv(4, 4, 3, 1, 1, Bias: false)]),
        new ConvTranspose(4, 1, 4, 2, 1), new Activation(ActivationKind.Tanh), new Activation(ActivationKind.Clamp),
    ]).Validated();

    /// <summary>A network with two classes, and with every kind of layer that takes images apart by channels.</summary>
    internal static NetworkSpec Labelled() => new NetworkSpec("labelled", new TensorShape(3, 6, 6),
    [
        new Conditioned(1, 2,
        [
            new Conv(3, 2, 3, 1, 1), new Film(2, 2),
            new Conjugate(
                [new SpaceToDepth(2), new Coupling(8, false, [new Conv(4, 4, 3, 1, 1), new GroupNorm(2, 4)]), new ChannelScale(8),
                    new Coupling(8, true, [new Conv(4, 4, 1), new Film(2, 4)])],
                [new ChannelMask(8, 5)]),
            new Residual([new Film(2, 2), new Activation(ActivationKind.Tanh)]), new Conv(2, 1, 1), new Activation(ActivationKind.Tanh),
        ]),
    ]).Validated();

    /// <summary>Weights of a size that keeps values near one from layer to layer.</summary>
    internal static WeightSet Weights(NetworkSpec spec, int seed)
    {
        var random = new Random(seed);
        float[] Values(ParameterShape p)
        {
            double scale = 1 / Math.Sqrt(p.Shape.Count == 4 ? Math.Min(p.Shape[0], p.Shape[1]) * p.Shape[2] * p.Shape[3] : 4);
            float[] values = [.. Enumerable.Range(0, (int)p.Count).Select(_ => (float)((random.NextDouble() * 4 - 2) * scale))];
            return p.Name.EndsWith(".variance", StringComparison.Ordinal) ? Array.ConvertAll(values, v => Math.Abs(v) + 0.5f) : values;
        }
        return new WeightSet(spec, spec.ParameterShapes.Select(p => new NamedTensor(p.Name, p.Shape, Values(p))));
    }

    internal static float[] Images(TensorShape shape, int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count * shape.Size).Select(_ => (float)(random.NextDouble() * 2 - 1))];
    }

    internal static byte[] Model(NetworkSpec spec, int seed = 1) => OnnxModelWriter.Write(spec, Weights(spec, seed), Card(spec.Input));
}
