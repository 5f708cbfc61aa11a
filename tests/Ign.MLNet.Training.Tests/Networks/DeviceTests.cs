using Ign.MLNet.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Ign.MLNet.Training.Tests;

/// <summary>
/// A GPU computes what the processor does: values, gradients, steps, whole trainings. Without a GPU both are the processor, so that the tests
/// themselves are known to work; the category picks them where there is one.
/// </summary>
[TestClass]
[TestCategory("Cuda")]
public sealed class DeviceTests
{
    private static readonly Device s_device = TorchRuntime.BestDevice();

    private static readonly Dictionary<string, (NetworkSpec Spec, IObjective Objective)> s_trainings = new()
    {
        ["DCGAN, fused"] = (Dcgan.For(new(1, 28, 28), new() { Width = 8, Latent = 16 }), new FusedIgnObjective(IgnOptions.CelebA)),
        ["DCGAN, literal"] = (Dcgan.For(new(1, 28, 28), new() { Width = 8, Latent = 16 }), new IgnObjective(IgnOptions.Listing)),
        ["residual U-Net"] = (ResidualUNet.For(new TensorShape(3, 16, 16), 8, 12), new PairedObjective(new PairedOptions())),
        ["photo U-Net"] = (PhotoUNet.For(new TensorShape(3, 32, 32), 16, 1), new PairedObjective(new PairedOptions { Distance = Distance.LogL2 })),
        ["linear"] = (LinearIgn.For(new TensorShape(1, 16, 16), 8, 2), new LinearIgnObjective(new LinearIgnOptions())),
    };

    public static IEnumerable<object[]> Trainings => s_trainings.Keys.Select(name => new object[] { name });

    /// <summary>In 64 bits, where no device rounds products on its own.</summary>
    [TestMethod]
    [DynamicData(nameof(Trainings))]
    public void Losses_gradients_and_steps_are_those_of_the_processor(string training)
    {
        var (spec, objective) = s_trainings[training];
        using var scope = NewDisposeScope();
        var (expected, expectedLosses) = Train(spec, objective, CPU, ScalarType.Float64, 3);
        var (found, losses) = Train(spec, objective, s_device, ScalarType.Float64, 3);
        Assert.IsGreaterThan(0, expected.std().ToDouble());
        Assert.IsLessThan(1e-6, Difference(expected, found));
        foreach (var ((name, a), (_, b)) in expectedLosses.Named().Zip(losses.Named())) Assert.AreEqual(a, b, 1e-6 * Math.Max(1, Math.Abs(a)), name);
    }

    [TestMethod]
    [DataRow(ScalarType.Float32, 1e-3)]
    [DataRow(ScalarType.BFloat16, 0.1)]
    public void Fewer_bits_are_near(ScalarType compute, double tolerance)
    {
        if (s_device.type == DeviceType.CUDA) backends.cuda.matmul.allow_tf32 = backends.cudnn.allow_tf32 = false;
        using var scope = NewDisposeScope();
        var spec = PhotoUNet.For(new TensorShape(3, 32, 32), 16, 1);
        Tensor Gradient(Device device, ScalarType type)
        {
            using var network = Create(spec, device, ScalarType.Float32);
            network.ComputeType = type;
            new PairedObjective(new PairedOptions { Distance = Distance.L2 }).Step(network, Batch(spec, device, ScalarType.Float32));
            return network.Gradients.cpu().clone();
        }
        Tensor expected = Gradient(CPU, ScalarType.Float32), found = Gradient(s_device, compute);
        Assert.IsLessThan(tolerance, ((found - expected).norm() / expected.norm()).ToDouble());
    }

    [TestMethod]
    public void Weights_go_to_the_device_and_come_back_as_they_were()
    {
        var spec = PhotoUNet.For(new TensorShape(3, 32, 32), 16, 1);
        var weights = Initialization.He(spec, 1);
        using var network = new TorchNetwork(spec, s_device);
        network.Load(weights);
        foreach (var (a, b) in weights.InOrder.Zip(network.ToWeights().InOrder)) CollectionAssert.AreEqual(a.Data, b.Data, a.Name);
    }

    [TestMethod]
    public void A_training_goes_on_after_a_stop_and_learns_what_the_processor_learns()
    {
        using var folder = new PhotoFolder();
        for (int i = 0; i < 6; i++) folder.WriteBusy($"clean/{i}.png", 60 + i, 70, i);
        var options = TrainingOptions.RestoringPhotos(PhotoUNet.For(new TensorShape(3, 32, 32), 16, 1)) with
        {
            Images = 48,
            BatchSize = 4,
            HeldOut = 2,
            Threads = 1,
            Precision = Precision.Single,
        };
        double Loss(string run, ExecutionProvider? provider, bool stopped)
        {
            var last = new Last(stopped ? new CancellationTokenSource() : null);
            using var photos = folder.Open();
            IgnTraining Training() => new(options, photos, folder[run]) { ReportInterval = 12, Provider = provider };
            if (stopped) Assert.ThrowsExactly<OperationCanceledException>(() => Training().Run(last, last.Stop!.Token));
            Training().Run(last);
            return last.Value!.Losses.Restoration!.Value;
        }
        double expected = Loss("processor", ExecutionProvider.Cpu, stopped: false), found = Loss("device", provider: null, stopped: true);
        Assert.AreEqual(expected, found, 0.02 * Math.Abs(expected));
    }

    private static (Tensor Values, Losses Losses) Train(NetworkSpec spec, IObjective objective, Device device, ScalarType type, int steps)
    {
        using var network = Create(spec, device, type);
        using var adam = new Adam(network.Values, network.Gradients);
        var losses = default(Losses);
        for (int i = 0; i < steps; i++)
        {
            network.ZeroGradients();
            losses = objective.Step(network, Batch(spec, device, type));
            adam.Step(1e-3);
        }
        return (cat([network.Values, network.Gradients]).cpu(), losses);
    }

    private static TorchNetwork Create(NetworkSpec spec, Device device, ScalarType type)
    {
        var network = new TorchNetwork(spec, device, type);
        network.Load(Initialization.He(spec, 7));
        return network;
    }

    private static TrainingBatch Batch(NetworkSpec spec, Device device, ScalarType type)
    {
        using var generator = new Generator(3);
        long[] sizes = [8, spec.Input.Channels, spec.Input.Height, spec.Input.Width];
        Tensor Draw() => randn(sizes, ScalarType.Float64, generator: generator).Times(0.5).to(type, device);
        return new TrainingBatch(Draw(), Draw(), Progress: 0.9);
    }

    private static double Difference(Tensor expected, Tensor found) => ((found - expected).abs().max() / expected.abs().max()).ToDouble();

    /// <summary>The last report, after the first of which the training may be stopped.</summary>
    private sealed class Last(CancellationTokenSource? stop) : IProgress<TrainingProgress>
    {
        internal CancellationTokenSource? Stop => stop;

        internal TrainingProgress? Value { get; private set; }

        public void Report(TrainingProgress value)
        {
            Value = value;
            stop?.Cancel();
        }
    }
}
