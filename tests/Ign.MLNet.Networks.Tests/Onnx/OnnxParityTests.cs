using Microsoft.ML.OnnxRuntime;

namespace Ign.MLNet.Networks.Tests;

[TestClass]
public sealed class OnnxParityTests
{
    private const double Tolerance = 1e-5;

    public static IEnumerable<object[]> Edges =>
    [
        [new NetworkSpec("empty", new TensorShape(2, 3, 5), [])],
        [new NetworkSpec("empty_body", new TensorShape(1, 3, 3), [new Residual([])])],
        [new NetworkSpec("one_pixel_groups", new TensorShape(4, 1, 1), [new GroupNorm(4, 4)])],
        [new NetworkSpec("one_group", new TensorShape(3, 5, 7), [new GroupNorm(1, 3, 1e-3f)])],
        [new NetworkSpec("instance", new TensorShape(3, 5, 7), [new GroupNorm(3, 3)])],
        [new NetworkSpec("batch_norm", new TensorShape(3, 5, 7), [new BatchNorm(3)])],
        [new NetworkSpec("leaky", new TensorShape(1, 3, 3), [new Activation(ActivationKind.LeakyRelu, 0.37f)])],
        [new NetworkSpec("clamp", new TensorShape(1, 5, 3),
            [new Conv(1, 1, 3, 1, 1), new Conv(1, 1, 3, 1, 1), new Residual([]), new Activation(ActivationKind.Clamp)])],
        [new NetworkSpec("bottleneck", new TensorShape(2, 5, 5), [new Conv(2, 6, 5, 1, 0, Bias: false), new ConvTranspose(6, 2, 5, 1, 0, Bias: false)])],
        [new NetworkSpec("uneven", new TensorShape(1, 7, 11), [new Conv(1, 4, 3, 2, 1), new ConvTranspose(4, 1, 3, 2, 1)])],
        [Dcgan.For(new(1, 28, 28), new() { Width = 4, Latent = 8, Groups = 4 })],
        [Dcgan.For(new(3, 64, 64), new() { Width = 2, Latent = 4, Groups = 2 })],
        [ResidualUNet.For(new TensorShape(3, 8, 12), width: 6, deepWidth: 8, blocks: 1, deepBlocks: 2)],
        [TestNetworks.Small()],
        [TestNetworks.Labelled()],
        [new NetworkSpec("squeeze", new TensorShape(2, 6, 9), [new SpaceToDepth(3), new ConvTranspose(18, 2, 3, 3)])],
        [new NetworkSpec("spread", new TensorShape(2, 6, 9), [new SpaceToDepth(3), new Conv(18, 18, 1), new DepthToSpace(3)])],
        [new NetworkSpec("spread_and_back", new TensorShape(8, 3, 2), [new Conjugate([new DepthToSpace(2)], [new Conv(2, 2, 3, 1, 1)])])],
        [new NetworkSpec("squeezed_twice", new TensorShape(1, 4, 12), [new Conjugate([new SpaceToDepth(2), new SpaceToDepth(2)], [new Conv(16, 16, 1)])])],
        [new NetworkSpec("no_map", new TensorShape(2, 3, 3), [new Conjugate([], [new ChannelMask(2, 1)])])],
        [new NetworkSpec("nothing_inside", new TensorShape(2, 2, 2),
            [new Conjugate([new SpaceToDepth(2), new Coupling(8, true, []), new ChannelScale(8)], [])])],
        [new NetworkSpec("dead_zone", new TensorShape(2, 16, 24), [new DeadZone([new Conv(2, 2, 3, 1, 1)], 0.2f, 1.5f)])],
        [new NetworkSpec("dead_zone_of_the_whole", new TensorShape(2, 5, 7), [new DeadZone([new Conv(2, 2, 3, 1, 1)], 0.2f, 1.5f, true)])],
        [new NetworkSpec("dead_zones", new TensorShape(1, 8, 8),
            [new DeadZone([new Residual([new Conv(1, 1, 3, 1, 1)]), new DeadZone([new Conv(1, 1, 1)], 0, 3)], 0.1f, 9), new Activation(ActivationKind.Clamp)])],
        [LinearIgn.For(new TensorShape(1, 8, 12), width: 4, blocks: 1, keep: 3)],
        [Dcgan.For(new(1, 28, 28), new() { Classes = 3, Width = 4, Latent = 8, Groups = 4, Film = false })],
        [Dcgan.For(new(2, 28, 28), new() { Classes = 3, Width = 4, Latent = 8, Groups = 4 })],
        [Dcgan.For(new(3, 64, 64), new() { Classes = 2, Width = 2, Latent = 4, Groups = 2 })],
    ];

    [TestMethod]
    [DynamicData(nameof(Edges), DynamicDataDisplayName = nameof(NameOf))]
    public void Onnx_runtime_and_the_definition_agree_on_hand_picked_networks(NetworkSpec spec) => AssertParity(spec.Validated(), 5);

    [TestMethod]
    public void Onnx_runtime_and_the_definition_agree_on_random_networks()
    {
        var kinds = new HashSet<string>();
        for (int seed = 0; seed < 40; seed++)
        {
            var spec = new RandomSpec(seed).Next();
            AssertParity(spec, seed);
            kinds.UnionWith(spec.AllLayers.Select(l => Kind(l.Layer)));
        }
        // The generator must not quietly stop drawing a kind of layer.
        foreach (string kind in (string[])["Conv", "Conv without bias", "ConvTranspose", "ConvTranspose without bias", "GroupNorm", "BatchNorm", "Residual",
            "SpaceToDepth", "DepthToSpace", "Coupling", "ChannelScale", "ChannelMask", "Conjugate", "Conditioned", "Film", .. Enum.GetNames<ActivationKind>()])
            Assert.Contains(kind, kinds);
    }

    public static string NameOf(System.Reflection.MethodInfo test, object[] data) => $"{test?.Name}: {((NetworkSpec)data[0]).Name}";

    private static void AssertParity(NetworkSpec spec, int seed)
    {
        var weights = TestNetworks.Weights(spec, seed);
        var reference = new ReferenceNetwork(weights);
        using var options = new SessionOptions { IntraOpNumThreads = 1 };
        using var session = new InferenceSession(OnnxModelWriter.Write(spec, weights, TestNetworks.Card(spec.Input)), options);
        foreach (int count in (int[])[1, 7])
        {
            float[] images = TestNetworks.Images(spec.Input, count, seed);
            float[] actual = Run(session, images, spec.Input, count);
            double[] expected = [.. images.Chunk(spec.Input.Size).SelectMany(image => reference.Apply([.. image.Select(v => (double)v)]))];
            Assert.HasCount(expected.Length, actual);
            double difference = expected.Zip(actual, (e, a) => Math.Abs(e - a)).Max();
            Assert.IsLessThanOrEqualTo(Tolerance, difference, $"{spec.Name}, batch {count}: {spec.ToJson()}");
        }
    }

    private static float[] Run(InferenceSession session, float[] images, TensorShape shape, int count)
    {
        using var input = OrtValue.CreateTensorValueFromMemory(images, [count, shape.Channels, shape.Height, shape.Width]);
        using var run = new RunOptions();
        using var outputs = session.Run(run, [OnnxModelWriter.InputName], [input], [OnnxModelWriter.OutputName]);
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }

    private static string Kind(Layer layer) => layer switch
    {
        Activation activation => activation.Kind.ToString(),
        Conv { Bias: false } or ConvTranspose { Bias: false } => layer.GetType().Name + " without bias",
        _ => layer.GetType().Name,
    };
}
