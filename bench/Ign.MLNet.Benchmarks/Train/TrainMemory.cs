using Ign.MLNet.Networks;
using Ign.MLNet.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Ign.MLNet.Benchmarks;

/// <summary>Whether a training needs more and more memory: a small network, many steps.</summary>
/// <param name="Slope">Growth of the working set in MB for 1,000 steps, by least squares over the second half.</param>
/// <param name="Tensors">Tensors that were alive at the end and not after the first steps.</param>
/// <param name="Steps">How many steps.</param>
internal sealed record TrainMemory(double Slope, long Tensors, int Steps)
{
    private const int Every = 20, First = 10;

    internal static TrainMemory Measure(int steps, CancellationToken cancellation)
    {
        var spec = Dcgan.For(new(1, 28, 28), new() { Width = 16, Latent = 16 });
        using var network = new TorchNetwork(spec);
        network.Load(Initialization.Dcgan(spec, 1));
        using var adam = new Adam(network.Values, network.Gradients);
        var objective = new FusedIgnObjective(new IgnOptions());
        var samples = new List<(double Steps, double Megabytes)>();
        long before = 0;
        for (int step = 0; step < steps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (step == First) before = Tensor.TotalCount;
            using (NewDisposeScope())
            {
                network.ZeroGradients();
                objective.Step(network, new TrainingBatch(rand(16, 1, 28, 28), randn(16, 1, 28, 28)));
                adam.Step(1e-4);
            }
            if (step >= steps / 2 && step % Every == 0) samples.Add((step, Environment.WorkingSet / 1e6));
        }
        double x = samples.Average(s => s.Steps), y = samples.Average(s => s.Megabytes);
        return new TrainMemory(1000 * samples.Sum(s => (s.Steps - x) * (s.Megabytes - y)) / samples.Sum(s => (s.Steps - x) * (s.Steps - x)),
            Tensor.TotalCount - before, steps);
    }
}
