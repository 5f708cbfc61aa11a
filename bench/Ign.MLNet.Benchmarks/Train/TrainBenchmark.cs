using System.Diagnostics;
using Ign.MLNet.Networks;
using Ign.MLNet.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Ign.MLNet.Benchmarks;

/// <summary>Steps of the paper's objective, done in several ways on the same images, in rounds that interleave them.</summary>
internal sealed class TrainBenchmark : IDisposable
{
    private const int PeakRepetitions = 4;
    private static readonly IgnOptions s_paper = IgnOptions.Listing;

    private readonly NetworkSpec _spec;
    private readonly Tensor _x, _z;
    private readonly List<(string Name, Action Step, List<double> Times)> _steps = [];
    private readonly List<IDisposable> _owned = [];
    private readonly MatrixPeak _peak;
    private readonly MatrixPeak? _narrowPeak; // processors without units for it would take minutes
    private readonly PythonStep? _python;

    internal TrainBenchmark(TrainSetting setting)
    {
        TorchRuntime.Initialize();
        set_num_threads(setting.Threads);
        Setting = setting;
        if (setting.Cuda) backends.cuda.matmul.allow_tf32 = backends.cudnn.allow_tf32 = setting.TensorFloat32; // libtorch itself rounds in convolutions
        _peak = new MatrixPeak(setting);
        _narrowPeak = setting.Narrow ? new MatrixPeak(setting, ScalarType.BFloat16) : null;
        _spec = Dcgan.For(new(1, 28, 28), new() { Width = setting.Width, Latent = setting.Latent });
        using var generator = new Generator(1);
        _x = rand([setting.Batch, 1, 28, 28], generator: generator).mul(2).sub(1).to(setting.Device);
        _z = randn([setting.Batch, 1, 28, 28], generator: generator).to(setting.Device);

        var copy = Network();
        Add("literal", network => new LiteralStep(network, copy).Run);
        Add("literal, no copy", network => Objective(network, new IgnObjective(s_paper)));
        Add("fused", network => Objective(network, new FusedIgnObjective(s_paper)));
        Add("fused, Adam for each tensor", network => Objective(network, new FusedIgnObjective(s_paper)), flat: false);
        Add("fused, clamped", network => Objective(network, new FusedIgnObjective(s_paper with { TightnessClamp = 1.5 })));
        Add("fused, bf16", network =>
        {
            network.ComputeType = ScalarType.BFloat16;
            return Objective(network, new FusedIgnObjective(s_paper));
        });
        if (setting.Narrow)
        {
            Add("literal, bf16", network =>
            {
                var narrowCopy = Network();
                network.ComputeType = narrowCopy.ComputeType = ScalarType.BFloat16;
                return new LiteralStep(network, narrowCopy).Run;
            });
        }
        _python = setting.Alone ? null : PythonStep.Find(setting);
    }

    internal TrainSetting Setting { get; }

    internal IReadOnlyList<(string Name, Action Step, List<double> Times)> Steps => _steps;

    /// <summary>Milliseconds of PyTorch's literal and fused steps; empty without it.</summary>
    internal Dictionary<string, List<double>> Python { get; } = [];

    internal string? TorchVersion => _python?.Version;

    /// <summary>Operations a second of the machine's matrix product, a figure a round.</summary>
    internal List<double> Peaks { get; } = [];

    /// <summary>The same in bfloat16, where it was asked for.</summary>
    internal List<double> NarrowPeaks { get; } = [];

    /// <summary>
    /// Operations of the fused step, the least of all: three forward passes of f, and twice as much backwards. What the optimiser and the
    /// element-wise layers do is not counted.
    /// </summary>
    internal double Work => 9 * NetworkWork.Forward(_spec) * Setting.Batch;

    internal void Run(int rounds, int stepsEach, CancellationToken cancellation)
    {
        foreach (var (_, step, _) in _steps) for (int i = 0; i < 2; i++) step();
        _peak.Measure(PeakRepetitions);
        _narrowPeak?.Measure(PeakRepetitions);
        var random = new Random(1);
        var order = _steps.ToArray();
        for (int round = 0; round < rounds; round++)
        {
            random.Shuffle(order);
            foreach (var (_, step, times) in order)
            {
                cancellation.ThrowIfCancellationRequested();
                Setting.Finish();
                for (int i = 0; i < stepsEach; i++)
                {
                    long start = Stopwatch.GetTimestamp();
                    step();
                    Setting.Finish();
                    times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                }
            }
            Peaks.Add(_peak.Measure(PeakRepetitions));
            if (_narrowPeak is not null) NarrowPeaks.Add(_narrowPeak.Measure(PeakRepetitions));
            _python?.Measure(stepsEach, Python);
            Console.Error.Write('.');
        }
        Console.Error.WriteLine();
    }

    public void Dispose()
    {
        foreach (var owned in _owned) owned.Dispose();
        _peak.Dispose();
        _narrowPeak?.Dispose();
        _x.Dispose();
        _z.Dispose();
    }

    private void Add(string name, Func<TorchNetwork, Action<Tensor, Tensor>> step, bool flat = true)
    {
        var network = Network();
        IReadOnlyList<Adam> optimizers = flat ? [new Adam(network.Values, network.Gradients, 0.5, 0.999)] : ForEachTensor(network);
        _owned.AddRange(optimizers);
        var run = step(network);
        _steps.Add((name, () =>
        {
            run(_x, _z);
            foreach (var adam in optimizers) adam.Step(1e-4);
        }, []));
    }

    /// <summary>As libraries do it whose parameters do not lie in one buffer.</summary>
    private List<Adam> ForEachTensor(TorchNetwork network)
    {
        var optimizers = new List<Adam>();
        long offset = 0;
        foreach (var shape in _spec.ParameterShapes)
        {
            Tensor values = network.Values.narrow(0, offset, shape.Count), gradients = network.Gradients.narrow(0, offset, shape.Count);
            _owned.AddRange([values, gradients]);
            optimizers.Add(new Adam(values, gradients, 0.5, 0.999));
            offset += shape.Count;
        }
        return optimizers;
    }

    private static Action<Tensor, Tensor> Objective(TorchNetwork network, IObjective objective) => (x, z) =>
    {
        network.ZeroGradients();
        objective.Step(network, new TrainingBatch(x, z));
    };

    private TorchNetwork Network()
    {
        var network = new TorchNetwork(_spec, Setting.Device);
        network.Load(Initialization.Dcgan(_spec, 1));
        _owned.Add(network);
        return network;
    }
}
