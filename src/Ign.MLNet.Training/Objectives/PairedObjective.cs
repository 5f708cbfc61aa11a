using TorchSharp;
using static TorchSharp.torch;

namespace Ign.MLNet.Training;

/// <summary>
/// The paired objective, restoration with an idempotence term: for a damaged version y of x,
/// L = λr(t)·D(f(x), x) + D(f(y), x) + λ(t)·[ D(f′(f(y)), f(y)) + μ·D(f(sg f(y)), sg f(y)) ],
/// where f′ is f without gradient for its parameters and sg stops the gradient. λ rises from 0 in a warm-up: from the first step on it
/// would pull every output to one median image.
/// </summary>
/// <remarks>
/// The first idempotence part moves f(y) to where f changes nothing. The second teaches f to leave its own outputs alone; alone and early
/// it would pull a network with skips towards the identity, so it is weighted apart. For D = L1 or L2 both agree with the restoration
/// term: the best estimate of x from the best estimate of x from y is that estimate itself.
/// </remarks>
/// <param name="options">Weights and shares.</param>
public sealed class PairedObjective(PairedOptions options) : IObjective
{
    /// <inheritdoc/>
    public Losses Step(TorchNetwork network, TrainingBatch batch)
    {
        var (real, source, progress, _) = batch;
        using var scope = NewDisposeScope();
        var d = new ImageDistance(options.Distance, network.Spec);
        long count = batch.Count;
        var (clean, cleanWeight) = batch.First(options.CleanShare);
        var (again, againWeight) = batch.First(options.IdempotenceShare);
        double weight = options.IdempotenceWeight * options.Rise(progress);

        var output = network.Forward(cat([source, real.narrow(0, 0, clean)]), InputRole.Source);
        var fy = output.narrow(0, 0, count);
        var restoration = d.PerImage(fy, real).mean();
        var reconstruction = Mean(cleanWeight, () => d.PerImage(output.narrow(0, count, clean), real.narrow(0, 0, clean)));
        var total = restoration.Plus(reconstruction.Times(options.ReconstructionWeightAt(progress)));

        var once = fy.narrow(0, 0, again);
        Tensor idempotence;
        if (weight == 0)
        {
            using var noGradient = no_grad();
            idempotence = Mean(againWeight, () => d.PerImage(network.ForwardFrozen(once), once));
        }
        else
        {
            idempotence = Mean(againWeight, () => d.PerImage(network.ForwardFrozen(once), once));
            total = total.Plus(idempotence.Times(weight));
            if (options.OuterWeight > 0)
            {
                var fixedOnce = once.detach();
                var outer = Mean(againWeight, () => d.PerImage(network.Forward(fixedOnce, InputRole.Generated), fixedOnce));
                total = total.Plus(outer.Times(weight * options.OuterWeight));
            }
        }
        total.backward();
        return new Losses(reconstruction.ToDouble(), idempotence.ToDouble(), Restoration: restoration.ToDouble());

        // The mean of losses as a part of that of all ranks: nothing where none of the images is here.
        Tensor Mean(double part, Func<Tensor> losses) => part == 0 ? zeros([], real.dtype, real.device) : losses().mean().Times(part);
    }
}
