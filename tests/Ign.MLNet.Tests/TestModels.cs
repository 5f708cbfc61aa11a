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
