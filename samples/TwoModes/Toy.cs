using Ign.MLNet.Evaluation;
using Ign.MLNet.Networks;
using Ign.MLNet.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Ign.MLNet.Samples.TwoModes;

/// <summary>
/// The smallest idempotent generative network: f maps numbers to numbers, the data has two modes, and everything can be seen in one plot.
/// Seven tenths of the data are N(-0.4, 0.05), three tenths N(0.6, 0.1); z is N(0, 1).
/// </summary>
public sealed class Toy : IDisposable
{
    /// <summary>Numbers a step; the whole data.</summary>
    public const int Count = 1000;

    /// <summary>Share of the data in the right mode.</summary>
    public const double RightShare = 0.3;

    private static readonly NetworkSpec s_spec = new("toy", new TensorShape(1, 1, 1),
    [
        // Multiples of 16 channels: with 10, 50 and 10 a step takes three times as long.
        new Conv(1, 16, 1), new Activation(ActivationKind.LeakyRelu),
        new Conv(16, 64, 1), new Activation(ActivationKind.LeakyRelu),
        new Conv(64, 16, 1), new Activation(ActivationKind.LeakyRelu),
        new Conv(16, 1, 1), new Activation(ActivationKind.Tanh),
    ]);

    private readonly TorchNetwork _network = new(s_spec);

    /// <summary>Trains f.</summary>
    /// <param name="tightness">λt: 0.1 in the paper's listing; 1 is where its theorem promises the distribution of the data.</param>
    /// <param name="steps">Steps over the whole data.</param>
    /// <param name="seed">Seed of data, noise and starting weights.</param>
    public Toy(double tightness = 0.1, int steps = 1000, int seed = 1)
    {
        TorchRuntime.Initialize();
        set_num_threads(1); // a thousand numbers are too few for two threads, and sums do not depend on the number of cores
        using var scope = NewDisposeScope();
        Data = DrawData(seed);
        var x = tensor(Data, [Count, 1, 1, 1]);
        _network.Load(Initialization.He(s_spec, seed));
        using var adam = new Adam(_network.Values, _network.Gradients, 0.5, 0.999);
        var objective = new FusedIgnObjective(new IgnOptions { Distance = Distance.L2, TightnessWeight = tightness, TightnessClamp = null });
        using var generator = new Generator((ulong)seed);
        var schedule = new LearningRateSchedule(5e-3, 0, 0.5);
        for (int step = 0; step < steps; step++)
        {
            using var inner = NewDisposeScope();
            _network.ZeroGradients();
            Losses = objective.Step(_network, new TrainingBatch(x, randn([Count, 1, 1, 1], generator: generator)));
            adam.Step(schedule.At((double)step / steps));
        }
    }

    /// <summary>The training data.</summary>
    public float[] Data { get; }

    /// <summary>Losses of the last step.</summary>
    public Losses Losses { get; }

    /// <summary>f of each number.</summary>
    public float[] Project(float[] values)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        return _network.Forward(tensor(values, [values.Length, 1, 1, 1])).data<float>().ToArray();
    }

    /// <summary>f(z) for fresh noise.</summary>
    public float[] Generate(int count, ulong seed = 99) => Project(new GaussianSource().SampleMany(count, new TensorShape(1, 1, 1), seed));

    /// <inheritdoc/>
    public void Dispose() => _network.Dispose();

    /// <summary>Draws as many numbers from the distribution of the data.</summary>
    public static float[] DrawData(int seed)
    {
        var random = new SeededRandom((ulong)seed);
        var data = new float[Count];
        for (int i = 0; i < Count; i++)
            data[i] = (float)Math.Clamp(i < RightShare * Count ? 0.6 + 0.1 * random.NextGaussian() : -0.4 + 0.05 * random.NextGaussian(), -1, 1);
        return data;
    }
}
