using Ign.MLNet.Networks;

namespace Ign.MLNet.Tests;

/// <summary>Small networks with seeded random weights, and images for them.</summary>
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
        var weights = new WeightSet(spec, spec.ParameterShapes.Select(p => new NamedTensor(p.Name, p.Shape, [.. Values(random, (int)p.Count).Select(v => 0.3f * v)])));
        return OnnxModelWriter.Write(spec, weights, new IgnModelCard { Name = "any", Shape = spec.Input });
    }

    /// <summary>f of an image of any size by the definition: mirrored on the right and at the bottom, with the edge repeated, and cut back.</summary>
    internal static float[] Defined(IgnModel model, float[] image, TensorShape shape, int applications = 1)
    {
        var info = OnnxModelReader.Read(model.Bytes.ToArray());
        int multiple = model.SideMultiple, height = (shape.Height + multiple - 1) / multiple * multiple, width = (shape.Width + multiple - 1) / multiple * multiple;
        var spec = model.Card.Spec!.OfSize(height, width);
        var reference = new ReferenceNetwork(new WeightSet(spec, OnnxWeights.Read(info, model.Card.Spec!).InOrder));
        int At(int i, int length) => i / length % 2 == 0 ? i % length : length - 1 - (i % length);
        double[] values = Array.ConvertAll(image, v => (double)v);
        for (int k = 0; k < applications; k++)
        {
            double[] filled = [.. from c in Enumerable.Range(0, shape.Channels) from y in Enumerable.Range(0, height) from x in Enumerable.Range(0, width)
                                  select values[(c * shape.Height + At(y, shape.Height)) * shape.Width + At(x, shape.Width)]];
            double[] result = reference.Apply(filled);
            values = [.. from c in Enumerable.Range(0, shape.Channels) from y in Enumerable.Range(0, shape.Height) from x in Enumerable.Range(0, shape.Width)
                         select result[(c * height + y) * width + x]];
        }
        return Array.ConvertAll(values, v => (float)v);
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

    private static float[] Values(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() * 2 - 1)];
}
