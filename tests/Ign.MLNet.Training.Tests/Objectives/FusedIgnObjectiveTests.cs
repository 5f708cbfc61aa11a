using Ign.MLNet.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Ign.MLNet.Training.Tests;

/// <summary>The fused step has the gradients of the literal one, which other tests hold against finite differences.</summary>
[TestClass]
public sealed class FusedIgnObjectiveTests
{
    private static readonly IgnOptions s_paper = IgnOptions.CelebA;

    public static IEnumerable<object[]> Settings =>
    [
        .. from distance in Enum.GetValues<Distance>()
           from clamp in new double?[] { null, 1.5, 1.001 }
           from reference in clamp is null ? [ClampReference.Real] : Enum.GetValues<ClampReference>()
           from detached in clamp is null ? [true] : new[] { true, false }
           select new object[] { s_paper with { Distance = distance, TightnessClamp = clamp, ClampReference = reference, ClampDetached = detached } },
        [s_paper with { ReconstructionWeight = 0.01 }],
        [s_paper with { IdempotenceWeight = 0 }],
        [s_paper with { TightnessWeight = 0 }],
        [s_paper with { TightnessWeight = 30 }],
        [s_paper with { TightnessSchedule = new TightnessSchedule(TightnessRise.Exponential, 0.1, 0.5) }],
        [IgnOptions.Listing],
    ];

    [TestMethod]
    [DynamicData(nameof(Settings))]
    public void Gradients_and_losses_equal_the_literal_step(IgnOptions options)
    {
        using var scope = NewDisposeScope();
        using var network = TinyNetwork.Create();
        Compare(network, options, TinyNetwork.Images(4, 2), TinyNetwork.Images(4, 3));
    }

    /// <summary>f(z) is far from a fixed point, f(x) very near to x: the clamp is saturated and its slope as good as 0.</summary>
    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void A_saturated_clamp_is_no_exception(bool detached)
    {
        using var scope = NewDisposeScope();
        using var network = TinyNetwork.Create();
        var x = TinyNetwork.Images(4, 2);
        using (no_grad())
            for (int i = 0; i < 60; i++) x = network.Forward(x); // a tiny network contracts to a fixed point
        Compare(network, s_paper with { TightnessClamp = 1, ClampDetached = detached }, x, 4 * TinyNetwork.Images(4, 3));
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Batch_normalisation_keeps_the_gradients_and_the_running_statistics(bool separate)
    {
        var norm = new BatchNormOptions { Separate = separate };
        var options = s_paper with { TightnessClamp = null };
        using var scope = NewDisposeScope();
        Tensor x = TinyNetwork.Images(4, 2), z = TinyNetwork.Images(4, 3);
        using TorchNetwork literal = Normalized(norm), fused = Normalized(norm);
        new IgnObjective(options).Step(literal, new TrainingBatch(x, z));
        new FusedIgnObjective(options).Step(fused, new TrainingBatch(x, z));
        Assert.IsLessThan(1e-10, TinyNetwork.Error(TinyNetwork.Gradient(literal), TinyNetwork.Gradient(fused)));
        Assert.IsLessThan(1e-12, (literal.Statistics!.Values - fused.Statistics!.Values).abs().max().ToDouble());
        Assert.AreEqual(separate ? 3 : 1, literal.Statistics.Values.shape[0]);
    }

    [TestMethod]
    public void Batch_normalisation_with_a_clamp_takes_the_literal_step()
    {
        using var scope = NewDisposeScope();
        Tensor x = TinyNetwork.Images(4, 2), z = TinyNetwork.Images(4, 3);
        using TorchNetwork literal = Normalized(new BatchNormOptions()), fused = Normalized(new BatchNormOptions());
        new IgnObjective(s_paper).Step(literal, new TrainingBatch(x, z));
        new FusedIgnObjective(s_paper).Step(fused, new TrainingBatch(x, z));
        CollectionAssert.AreEqual(TinyNetwork.Gradient(literal), TinyNetwork.Gradient(fused));
    }

    [TestMethod]
    public void Gradients_are_added_to_what_is_there()
    {
        using var scope = NewDisposeScope();
        using TorchNetwork once = TinyNetwork.Create(), twice = TinyNetwork.Create();
        var batch = new TrainingBatch(TinyNetwork.Images(4, 2), TinyNetwork.Images(4, 3));
        new FusedIgnObjective(s_paper).Step(once, batch);
        for (int i = 0; i < 2; i++) new FusedIgnObjective(s_paper).Step(twice, batch);
        Assert.IsLessThan(1e-12, TinyNetwork.Error([.. TinyNetwork.Gradient(once).Select(g => 2 * g)], TinyNetwork.Gradient(twice)));
    }

    /// <summary>In 32 bits the factor that is divided out again must not underflow on its way through a deep network.</summary>
    [TestMethod]
    [DataRow(1e-6)]
    [DataRow(1.0)]
    public void Single_precision_agrees_too(double distance)
    {
        var spec = Dcgan.For(new(1, 28, 28), new() { Width = 8, Latent = 16 });
        using var scope = NewDisposeScope();
        using TorchNetwork literal = new(spec), fused = new(spec);
        foreach (var network in (TorchNetwork[])[literal, fused]) network.Load(Initialization.Dcgan(spec, 1));
        using var generator = new Generator(3);
        var z = randn([8, 1, 28, 28], generator: generator);
        var x = literal.Forward(z).detach() + distance * randn([8, 1, 28, 28], generator: generator); // R from tiny to large
        new IgnObjective(s_paper).Step(literal, new TrainingBatch(x, z));
        new FusedIgnObjective(s_paper).Step(fused, new TrainingBatch(x, z));
        double error = ((literal.Gradients - fused.Gradients).abs().max() / literal.Gradients.abs().max()).ToDouble();
        Assert.IsLessThan(1e-4, error);
    }

    private static void Compare(TorchNetwork network, IgnOptions options, Tensor x, Tensor z)
    {
        var batch = new TrainingBatch(x, z, Progress: 0.2);
        var expected = new IgnObjective(options).Step(network, batch);
        var gradient = TinyNetwork.Gradient(network);
        network.ZeroGradients();
        var losses = new FusedIgnObjective(options).Step(network, batch);

        Assert.IsTrue(gradient.Any(g => g != 0));
        Assert.IsLessThan(1e-6, TinyNetwork.Error(gradient, TinyNetwork.Gradient(network)));
        foreach (var ((name, a), (_, b)) in expected.Named().Zip(losses.Named())) Assert.AreEqual(a, b, 1e-12, name);
    }

    private static TorchNetwork Normalized(BatchNormOptions options)
    {
        var spec = new NetworkSpec("normalized", new TensorShape(1, 4, 4),
        [
            new Conv(1, 4, 4, 2, 1), new BatchNorm(4), new Activation(ActivationKind.LeakyRelu), new Conv(4, 6, 2),
            new ConvTranspose(6, 4, 2), new BatchNorm(4), new Activation(ActivationKind.Tanh), new ConvTranspose(4, 1, 4, 2, 1),
            new Activation(ActivationKind.Tanh),
        ]);
        var network = new TorchNetwork(spec, type: ScalarType.Float64);
        network.Load(Initialization.He(spec, 7));
        network.TrainBatchNorm(options);
        return network;
    }
}
