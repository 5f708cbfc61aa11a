using Ign.MLNet.Networks;

namespace Ign.MLNet.Restoration.Tests;

/// <summary>Small models whose effect is known exactly, or seeded.</summary>
internal static class TestModels
{
    /// <summary>f(y) = clamp(y + 0).</summary>
    internal static IgnModel Identity(int channels, int height, int width) =>
        Make(channels, height, width, [new Residual([new Conv(channels, channels, 3, 1, 1)]), new Activation(ActivationKind.Clamp)], _ => 0);

    /// <summary>f(y) = −y: dark becomes light.</summary>
    internal static IgnModel Negative(int channels, int height, int width) =>
        Make(channels, height, width, [new Residual([new Conv(channels, channels, 1, Bias: false)])], i => i % (channels + 1) == 0 ? -2 : 0);

    /// <summary>Seeded random weights: every pixel depends on its neighbours.</summary>
    internal static IgnModel Seeded(int channels, int height, int width)
    {
        var random = new Random(7);
        return Make(channels, height, width, [new Residual([new Conv(channels, 4, 3, 1, 1), new Activation(ActivationKind.Relu), new Conv(4, channels, 3, 1, 1)]), new Activation(ActivationKind.Clamp)],
            _ => (random.NextSingle() - 0.5f) * 0.5f);
    }

    /// <summary>Overflows to infinity.</summary>
    internal static IgnModel Exploding(int height, int width) => Make(1, height, width, [new Conv(1, 1, 1), new Conv(1, 1, 1)], _ => 1e30f);

    /// <summary><see cref="Identity"/> with a card that says what to do with other sizes.</summary>
    internal static IgnModel Fitting(int channels, int height, int width, FitMode fit) =>
        Make(channels, height, width, [new Residual([new Conv(channels, channels, 3, 1, 1)]), new Activation(ActivationKind.Clamp)], _ => 0, fit);

    private static IgnModel Make(int channels, int height, int width, Layer[] layers, Func<int, float> weight, FitMode fit = FitMode.Exact)
    {
        var spec = new NetworkSpec("test", new TensorShape(channels, height, width), layers).Validated();
        var tensors = spec.ParameterShapes.Select(p => new NamedTensor(p.Name, p.Shape, [.. Enumerable.Range(0, (int)p.Count).Select(weight)]));
        return IgnModel.FromBytes(OnnxModelWriter.Write(spec, new WeightSet(spec, tensors), new IgnModelCard { Name = "test", Shape = spec.Input, Fit = fit }));
    }
}
