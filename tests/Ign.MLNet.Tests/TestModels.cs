using Ign.MLNet.Networks;

namespace Ign.MLNet.Tests;

/// <summary>Small networks with seeded random weights, and images for them.</summary>
internal static class TestModels
{
    internal static TensorShape Shape { get; } = new(2, 6, 8);

    internal static IgnModel Tiny { get; } = IgnModel.FromBytes(TinyBytes());

    internal static byte[] TinyBytes(float minimum = -1, float maximum = 1)
    {
        var spec = new NetworkSpec("tiny", Shape,
        [
            new Conv(2, 8, 4, 2, 1), new GroupNorm(2, 8), new Activation(ActivationKind.LeakyRelu),
            new ConvTranspose(8, 2, 4, 2, 1), new Activation(ActivationKind.Tanh),
        ]).Validated();
        var random = new Random(7);
        var weights = new WeightSet(spec, spec.ParameterShapes.Select(p => new NamedTensor(p.Name, p.Shape, Values(random, (int)p.Count))));
        return OnnxModelWriter.Write(spec, weights, new IgnModelCard { Name = "tiny", Shape = Shape, Minimum = minimum, Maximum = maximum });
    }

    internal static float[] Image(int seed) => Values(new Random(seed), Shape.Size);

    internal static float[] Images(int count) => [.. Enumerable.Range(0, count).SelectMany(Image)];

    /// <summary>The image after k applications, by the projector: what every other way is compared with.</summary>
    internal static float[] Projected(float[] image, int applications = 1)
    {
        using var projector = new IgnProjector(Tiny, new IgnProjectorOptions { IntraOpThreads = 1 });
        return projector.Project(image, applications);
    }

    private static float[] Values(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() * 2 - 1)];
}
