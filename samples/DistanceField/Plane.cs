using Ign.MLNet.Evaluation;
using Ign.MLNet.Networks;
using Ign.MLNet.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Ign.MLNet.Samples.DistanceField;

/// <summary>f: R² → R², a small network of 1×1 convolutions on "images" of one pixel with two channels, trained by one of the methods.</summary>
internal sealed class Plane : IDisposable
{
    /// <summary>Standard deviation of the denoiser's noise.</summary>
    internal const double Noise = 0.3;

    private const int Batch = 256;
    private static readonly TensorShape s_shape = new(2, 1, 1);

    private static readonly NetworkSpec s_spec = new("plane", s_shape,
    [
        new Conv(2, 64, 1), new Activation(ActivationKind.LeakyRelu),
        new Conv(64, 64, 1), new Activation(ActivationKind.LeakyRelu),
        new Conv(64, 64, 1), new Activation(ActivationKind.LeakyRelu),
        new Conv(64, 2, 1), new Activation(ActivationKind.Tanh),
    ]);

    private readonly TorchNetwork _network = new(s_spec);

    /// <summary>Trains f; batches, starting weights and noise depend on the seed alone, not on the method.</summary>
    internal Plane(Method method, Manifold data, int steps, int seed)
    {
        TorchRuntime.Initialize();
        // One would be as fast, but for fewer than 16 images one thread makes libtorch try NNPACK, which complains about many machines.
        set_num_threads(2);
        using var scope = NewDisposeScope();
        var x = tensor(data.Points, [Manifold.Count, 2, 1, 1]);
        _network.Load(Initialization.He(s_spec, seed));
        using var adam = new Adam(_network.Values, _network.Gradients, 0.5, 0.999);
        var objective = Objective(method, seed);
        using var generator = new Generator((ulong)seed);
        var schedule = new LearningRateSchedule(2e-3, 0, 0.5);
        for (int step = 0; step < steps; step++)
        {
            using var inner = NewDisposeScope();
            var real = x.index_select(0, randint(Manifold.Count, [Batch], ScalarType.Int64, generator: generator));
            var noise = randn([Batch, 2, 1, 1], generator: generator);
            _network.ZeroGradients();
            objective.Step(_network, new TrainingBatch(real, method == Method.Denoiser ? real + Noise * noise : noise, (double)step / steps));
            adam.Step(schedule.At((double)step / steps));
        }
        (objective as IDisposable)?.Dispose();
    }

    /// <summary>f of each point.</summary>
    internal float[] Project(float[] points)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        return _network.Forward(tensor(points, [points.Length / 2, 2, 1, 1])).data<float>().ToArray();
    }

    /// <inheritdoc/>
    public void Dispose() => _network.Dispose();

    private static IObjective Objective(Method method, int seed) => method switch
    {
        Method.Ign => new FusedIgnObjective(IgnOptions.Listing),
        // As many samples as there are data, and new ones for every pass over the data.
        Method.Naign => new NaignObjective(
            new NaignOptions { Distance = Distance.L2, Pool = Manifold.Count, Refresh = Manifold.Count }, new GaussianSource(), s_shape, seed),
        _ => new PairedObjective(new PairedOptions { Distance = Distance.L2, IdempotenceWeight = 0 }),
    };
}
