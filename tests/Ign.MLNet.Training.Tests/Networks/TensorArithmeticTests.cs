using Ign.MLNet.Evaluation;
using Ign.MLNet.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Ign.MLNet.Training.Tests;

/// <summary>Garbage collections that another thread starts must not reach what a native call still reads.</summary>
[TestClass]
public sealed class TensorArithmeticTests
{
    private const int Steps = 25;

    public static IEnumerable<object[]> Objectives =>
    [
        ["ign, literal"], ["ign, fused"], ["naign"], ["restoration"], ["linear"], ["autoencoder"],
    ];

    [TestMethod]
    [DynamicData(nameof(Objectives))]
    public void Steps_beside_a_busy_garbage_collector_are_those_without(string objective)
    {
        float[] alone = Train(objective);
        using var stop = new CancellationTokenSource();
        var collector = new Thread(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                GC.Collect(0);
                GC.WaitForPendingFinalizers();
            }
        });
        collector.Start();
        try
        {
            CollectionAssert.AreEqual(alone, Train(objective));
        }
        finally
        {
            stop.Cancel();
            collector.Join();
        }
    }

    [TestMethod]
    public void Numbers_arrive()
    {
        using var scope = NewDisposeScope();
        Tensor v = tensor(new float[] { -2, 0.5f, 3 }), other = tensor(new float[] { 1, 2, 4 });
        Check([-4, 1, 6], v.Times(2));
        Check([-1, 0.25f, 1.5f], v.Over(2));
        Check([-1, 1.5f, 4], v.Plus(1));
        Check([3, 0.5f, -2], v.SubtractedFrom(1));
        Check([0, 0.5f, 3], v.AtLeast(0));
        Check([-1, 0.5f, 1], v.Between(-1, 1));
        Check([0, 1, 1], v.IsAtLeast(0.5));
        Check([-0.5f, 0.5f, 3], v.LeakyRelu(0.25));
        Check([-4, 1, 6], v.clone().ScaleBy(2));
        Check([-0.5f, 1.25f, 3.5f], v.clone().MoveTo(other, 0.5));
        Check([0, 8.5f, 35], v.clone().AddProduct(other, other, 2));
        Check([0, 2.5f, 5], v.clone().AddQuotient(other, other, 2));

        static void Check(float[] expected, Tensor actual) => CollectionAssert.AreEqual(expected, actual.data<float>().ToArray());
    }

    private static float[] Train(string objective)
    {
        TorchRuntime.Initialize();
        var shape = new TensorShape(1, 28, 28);
        var spec = objective == "linear" ? LinearIgn.For(shape, 16, 1) : Dcgan.For(new(1, 28, 28), new() { Width = 16, Latent = 16 });
        using var network = new TorchNetwork(spec);
        network.Load(Initialization.He(spec, 1));
        using var adam = new Adam(network.Values, network.Gradients);
        IObjective step = objective switch
        {
            "ign, literal" => new IgnObjective(new IgnOptions { ClampDetached = false }),
            "ign, fused" => new FusedIgnObjective(new IgnOptions { ClampDetached = false, Distance = Distance.L1L2 }),
            "naign" => new NaignObjective(new NaignOptions { Pool = 32, Refresh = 16 }, new GaussianSource(), shape, 1),
            "restoration" => new PairedObjective(new PairedOptions()),
            _ => new LinearIgnObjective(new LinearIgnOptions()),
        };
        using var disposable = step as IDisposable;
        using var generator = new Generator(1);
        for (int i = 0; i < Steps; i++)
        {
            using var scope = NewDisposeScope();
            Tensor x = rand([4, 1, 28, 28], generator: generator), z = randn([4, 1, 28, 28], generator: generator);
            network.ZeroGradients();
            step.Step(network, new TrainingBatch(x, z, 1, i * 4));
            adam.Step(1e-3);
        }
        return network.Values.data<float>().ToArray();
    }
}
