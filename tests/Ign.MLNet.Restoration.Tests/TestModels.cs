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

    /// <summary>A network for photographs of any size with seeded weights that leave something of what it sees far away.</summary>
    internal static IgnModel Photo(int channels = 3, int width = 4, int blocks = 1) => Seeded(PhotoUNet.For(new TensorShape(channels, 16, 16), width, blocks), 0.6f);

    /// <summary>A network with seeded weights of about the size that keeps values as large as they are from layer to layer.</summary>
    internal static IgnModel Seeded(NetworkSpec spec, float gain = 1)
    {
        var random = new Random(3);
        float Scale(ParameterShape p) => p.Name.EndsWith(".weight", StringComparison.Ordinal) && p.Shape.Count == 4 ? gain * MathF.Sqrt(6f / (p.Shape[1] * p.Shape[2] * p.Shape[3])) : 0.1f;
        float[] Values(ParameterShape p) => [.. Enumerable.Range(0, (int)p.Count).Select(_ => ((random.NextSingle() * 2) - 1) * Scale(p) + (p.Name.EndsWith(".variance", StringComparison.Ordinal) ? 1 : 0))];
        return IgnModel.FromBytes(OnnxModelWriter.Write(spec, new WeightSet(spec, spec.ParameterShapes.Select(p => new NamedTensor(p.Name, p.Shape, Values(p)))), new IgnModelCard { Name = "seeded", Shape = spec.Input }));
    }

    /// <summary>What the definition makes of an image of any size: mirrored on the right and at the bottom, with the edge repeated, and cut back.</summary>
    /// <param name="model">The model.</param>
    /// <param name="image">Interleaved values.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    internal static double[] Defined(IgnModel model, float[] image, int width, int height)
    {
        int channels = model.Shape.Channels, multiple = model.SideMultiple, rows = (height + multiple - 1) / multiple * multiple, columns = (width + multiple - 1) / multiple * multiple;
        var spec = model.Card.Spec!.OfSize(rows, columns);
        int At(int i, int length) => i / length % 2 == 0 ? i % length : length - 1 - (i % length);
        double[] filled = [.. from c in Enumerable.Range(0, channels) from y in Enumerable.Range(0, rows) from x in Enumerable.Range(0, columns)
                              select (double)image[(((At(y, height) * width) + At(x, width)) * channels) + c]];
        double[] result = new ReferenceNetwork(new WeightSet(spec, OnnxWeights.Read(OnnxModelReader.Read(model.Bytes), model.Card.Spec).InOrder)).Apply(filled);
        return [.. from y in Enumerable.Range(0, height) from x in Enumerable.Range(0, width) from c in Enumerable.Range(0, channels) select result[(((c * rows) + y) * columns) + x]];
    }

    private static IgnModel Make(int channels, int height, int width, Layer[] layers, Func<int, float> weight, FitMode fit = FitMode.Exact)
    {
        var spec = new NetworkSpec("test", new TensorShape(channels, height, width), layers).Validated();
        var tensors = spec.ParameterShapes.Select(p => new NamedTensor(p.Name, p.Shape, [.. Enumerable.Range(0, (int)p.Count).Select(weight)]));
        return IgnModel.FromBytes(OnnxModelWriter.Write(spec, new WeightSet(spec, tensors), new IgnModelCard { Name = "test", Shape = spec.Input, Fit = fit }));
    }
}
