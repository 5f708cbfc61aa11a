using TorchSharp;
using static TorchSharp.torch;

namespace Ign.MLNet.Training;

/// <summary>
/// The objective for networks that are idempotent by construction, f = g⁻¹·A·g with a projection A (arXiv 2510.08570): for a damaged version y of
/// x, L = λr·D(f(x), x) + λd·D(f(y), x). Nothing has to be asked of f(f(y)); for other networks it is a plain restoration objective.
/// </summary>
/// <remarks>
/// The paper's isometry term on g is left out: it needs g apart from f, and those who trained with it ended at weight 0. The idempotence that is
/// reported is a check of the construction, on a few images.
/// </remarks>
public sealed class LinearIgnObjective(LinearIgnOptions options) : IObjective
{
    /// <inheritdoc/>
    public Losses Step(TorchNetwork network, TrainingBatch batch)
    {
        using var scope = NewDisposeScope();
        var d = new ImageDistance(options.Distance, network.Spec);
        var x = batch.Real;
        var (fx, fy, _) = network.ForwardBoth(x, batch.Source);
        var reconstruction = d.PerImage(fx, x).mean();
        var restoration = d.PerImage(fy, x).mean();
        reconstruction.Times(options.ReconstructionWeight).Plus(restoration.Times(options.RestorationWeight)).backward();

        using var noGradient = no_grad();
        var some = fy.narrow(0, 0, Math.Min(batch.Count, ImageDistance.Watched));
        var idempotence = d.PerImage(network.ForwardFrozen(some), some).mean();
        var means = stack([reconstruction, idempotence, restoration]).to(ScalarType.Float64).cpu().data<double>();
        return new Losses(means[0], means[1], Restoration: means[2]);
    }
}
