using Ign.MLNet.Networks;

namespace Ign.MLNet.Testing;

/// <summary>Small models, of an effect that is known exactly or with seeded random weights, and images for them.</summary>
internal static class TestModels
{
    internal static TensorShape Shape { get; } = new(2, 6, 8);

    internal static IgnModel Tiny { get; } = IgnModel.FromBytes(TinyBytes());

    /// <summary>Takes pictures of one channel.</summary>
    internal static IgnModel Grey { get; } = IgnModel.FromBytes(TinyBytes(channels: 1));

    /// <summary>Takes pictures of three channels, with values between 0 and 1.</summary>
    internal static IgnModel Colour { get; } = IgnModel.FromBytes(TinyBytes(minimum: 0, channels: 3));

    /// <summary>Takes pictures of three channels and any size; sides are filled up to multiples of 8.</summary>
    internal static IgnModel AnySize { get; } = IgnModel.FromBytes(AnySizeBytes());

    private static int s_alone;

    /// <summary>The tiny model under a name of its own, so that no other test shares its session.</summary>
    internal static IgnModel Alone() => IgnModel.FromBytes(TinyBytes(name: $"tiny-{Interlocked.Increment(ref s_alone)}"));

    internal static byte[] TinyBytes(float minimum = -1, float maximum = 1, int channels = 2, string name = "tiny")
    {
        var shape = Shape with { Channels = channels };
        var spec = new NetworkSpec("tiny", shape,
        [
            new Conv(channels, 8, 4, 2, 1), new GroupNorm(2, 8), new Activation(ActivationKind.LeakyRelu),
            new ConvTranspose(8, channels, 4, 2, 1), new Activation(ActivationKind.Tanh),
        ]).Validated();
        var random = new Random(7);
        var weights = new WeightSet(spec, spec.ParameterShapes.Select(p => new NamedTensor(p.Name, p.Shape, Values(random, (int)p.Count))));
        return OnnxModelWriter.Write(spec, weights, new IgnModelCard { Name = name, Shape = shape, Minimum = minimum, Maximum = maximum });
    }

    internal static byte[] AnySizeBytes(int channels = 3)
    {
        var spec = PhotoUNet.For(new TensorShape(channels, 16, 24), width: 4, blocks: 1);
        var random = new Random(11);
        var weights =
            new WeightSet(spec, spec.ParameterShapes.Select(p => new NamedTensor(p.Name, p.Shape, [.. Values(random, (int)p.Count).Select(v => 0.3f * v)])));
        return OnnxModelWriter.Write(spec, weights, new IgnModelCard { Name = "any", Shape = spec.Input });
    }

    internal static float[] Image(int seed, TensorShape shape) => Values(new Random(seed), shape.Size);

    /// <summary>A model written anew in another form.</summary>
    internal static IgnModel Written(IgnModel model, OnnxForm form)
    {
        var info = OnnxModelReader.Read(model.Bytes.ToArray());
        return IgnModel.FromBytes(OnnxModelWriter.Write(model.Card.Spec!, OnnxWeights.Read(info, model.Card.Spec!), model.Card, form));
    }

    internal static float[] Image(int seed) => Values(new Random(seed), Shape.Size);

    internal static float[] Images(int count) => [.. Enumerable.Range(0, count).SelectMany(Image)];

    /// <summary>The image after k applications, by the projector: what every other way is compared with.</summary>
    internal static float[] Projected(float[] image, int applications = 1, IgnModel? model = null)
    {
        using var projector = new IgnProjector(model ?? Tiny, new IgnProjectorOptions { IntraOpThreads = 1 });
        return projector.Project(image, applications);
    }

    /// <summary>f(y) = factor · y on the scale of the card's range.</summary>
    internal static IgnModel Scaling(float factor, TensorShape shape, string noise = "gaussian", float minimum = -1, float maximum = 1)
    {
        int channels = shape.Channels;
        var spec = new NetworkSpec("scaling", shape, [new Conv(channels, channels, 1, Bias: false)]).Validated();
        float[] diagonal = [.. Enumerable.Range(0, channels * channels).Select(i => i % (channels + 1) == 0 ? factor : 0)];
        var weights = new WeightSet(spec, [new NamedTensor(spec.ParameterShapes.Single().Name, [channels, channels, 1, 1], diagonal)]);
        return IgnModel.FromBytes(OnnxModelWriter.Write(spec, weights,
            new IgnModelCard { Name = "scaling", Shape = shape, NoiseSource = noise, Minimum = minimum, Maximum = maximum }));
    }

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
        return Make(channels, height, width,
            [new Residual([new Conv(channels, 4, 3, 1, 1), new Activation(ActivationKind.Relu), new Conv(4, channels, 3, 1, 1)]),
                new Activation(ActivationKind.Clamp)],
            _ => (random.NextSingle() - 0.5f) * 0.5f);
    }

    /// <summary>Overflows to infinity.</summary>
    internal static IgnModel Exploding(int height, int width) => Make(1, height, width, [new Conv(1, 1, 1), new Conv(1, 1, 1)], _ => 1e30f);

    /// <summary><see cref="Identity"/> with a card that says what to do with other sizes.</summary>
    internal static IgnModel Fitting(int channels, int height, int width, FitMode fit) =>
        Make(channels, height, width, [new Residual([new Conv(channels, channels, 3, 1, 1)]), new Activation(ActivationKind.Clamp)], _ => 0, fit);

    /// <summary>A network for photographs of any size with seeded weights that leave something of what it sees far away.</summary>
    internal static IgnModel Photo(int channels = 3, int width = 4, int blocks = 1) =>
        Seeded(PhotoUNet.For(new TensorShape(channels, 16, 16), width, blocks), 0.6f);

    /// <summary>A network with seeded weights of about the size that keeps values as large as they are from layer to layer.</summary>
    internal static IgnModel Seeded(NetworkSpec spec, float gain = 1)
    {
        var random = new Random(3);
        float Scale(ParameterShape p) =>
            p.Name.EndsWith(".weight", StringComparison.Ordinal) && p.Shape.Count == 4 ? gain * MathF.Sqrt(6f / (p.Shape[1] * p.Shape[2] * p.Shape[3])) : 0.1f;
        float[] Values(ParameterShape p) =>
            [.. Enumerable.Range(0, (int)p.Count)
                .Select(_ => ((random.NextSingle() * 2) - 1) * Scale(p) + (p.Name.EndsWith(".variance", StringComparison.Ordinal) ? 1 : 0))];
        return IgnModel.FromBytes(
            OnnxModelWriter.Write(spec, new WeightSet(spec, spec.ParameterShapes.Select(p => new NamedTensor(p.Name, p.Shape, Values(p)))),
                new IgnModelCard { Name = "seeded", Shape = spec.Input }));
    }

    /// <summary>f of an image of any size by the definition: mirrored on the right and at the bottom, with the edge repeated, and cut back.</summary>
    /// <param name="model">The model.</param>
    /// <param name="image">Values, channel by channel.</param>
    /// <param name="shape">Of the image.</param>
    /// <param name="applications">How often f is applied.</param>
    internal static float[] Defined(IgnModel model, float[] image, TensorShape shape, int applications = 1)
    {
        double[] planes = Array.ConvertAll(image, v => (double)v);
        for (int k = 0; k < applications; k++) planes = Defined(model, planes, shape);
        return Array.ConvertAll(planes, v => (float)v);
    }

    /// <summary>The same of interleaved values.</summary>
    internal static double[] Defined(IgnModel model, float[] image, int width, int height)
    {
        var shape = model.Shape with { Height = height, Width = width };
        double[] planes = [.. from c in Enumerable.Range(0, shape.Channels) from i in Enumerable.Range(0, height * width)
            select (double)image[i * shape.Channels + c]];
        double[] result = Defined(model, planes, shape);
        return [.. from i in Enumerable.Range(0, height * width) from c in Enumerable.Range(0, shape.Channels) select result[c * height * width + i]];
    }

    private static double[] Defined(IgnModel model, double[] planes, TensorShape shape)
    {
        int multiple = model.SideMultiple, height = (shape.Height + multiple - 1) / multiple * multiple,
            width = (shape.Width + multiple - 1) / multiple * multiple;
        var spec = model.Card.Spec!.OfSize(height, width);
        var reference = new ReferenceNetwork(new WeightSet(spec, OnnxWeights.Read(OnnxModelReader.Read(model.Bytes), model.Card.Spec).InOrder));
        int At(int i, int length) => i / length % 2 == 0 ? i % length : length - 1 - i % length;
        double[] result =
            reference.Apply([.. from c in Enumerable.Range(0, shape.Channels) from y in Enumerable.Range(0, height) from x in Enumerable.Range(0, width)
                                                  select planes[(c * shape.Height + At(y, shape.Height)) * shape.Width + At(x, shape.Width)]]);
        return [.. from c in Enumerable.Range(0, shape.Channels) from y in Enumerable.Range(0, shape.Height) from x in Enumerable.Range(0, shape.Width)
                   select result[(c * height + y) * width + x]];
    }

    private static IgnModel Make(int channels, int height, int width, Layer[] layers, Func<int, float> weight, FitMode fit = FitMode.Exact)
    {
        var spec = new NetworkSpec("test", new TensorShape(channels, height, width), layers).Validated();
        var tensors = spec.ParameterShapes.Select(p => new NamedTensor(p.Name, p.Shape, [.. Enumerable.Range(0, (int)p.Count).Select(weight)]));
        return IgnModel.FromBytes(OnnxModelWriter.Write(spec, new WeightSet(spec, tensors), new IgnModelCard { Name = "test", Shape = spec.Input, Fit = fit }));
    }

    private static float[] Values(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() * 2 - 1)];
}
