using Ign.MLNet.Evaluation;
using Ign.MLNet.Networks;
using static TorchSharp.torch;

namespace Ign.MLNet.Training;

/// <summary>Settings of <see cref="IgnObjective"/>. The defaults have the proportions of the paper's CelebA model (20 : 20 : 2.5).</summary>
public sealed record IgnOptions : UnpairedOptions
{
    /// <summary>λr, the weight of the reconstruction. The default value is 1.</summary>
    public double ReconstructionWeight { get; init; } = 1;

    /// <summary>λi, the weight of the idempotence. The default value is 1.</summary>
    public double IdempotenceWeight { get; init; } = 1;

    /// <summary>λt, the weight of the tightness. The default value is 0.125.</summary>
    public double TightnessWeight { get; init; } = 0.125;

    /// <summary>How λt grows; null for a constant.</summary>
    public TightnessSchedule? TightnessSchedule { get; init; }

    /// <summary>The clamp ratio a, at least 1, or null for no clamp. The default value is 1.5.</summary>
    public double? TightnessClamp { get; init; } = 1.5;

    /// <summary>What the clamp is measured against. The default value is <see cref="ClampReference.Real"/>.</summary>
    public ClampReference ClampReference { get; init; }

    /// <summary>
    /// Whether the clamp's reference is taken without gradient. With it, as in published code, a saturated clamp rewards a larger
    /// reconstruction error. The default value is true.
    /// </summary>
    public bool ClampDetached { get; init; } = true;

    /// <summary>Smallest reconstruction error that the clamp divides by. The default value is 1e-6.</summary>
    public double ClampFloor { get; init; } = 1e-6;

    /// <summary>
    /// Whether the step shares passes among the terms (<see cref="FusedIgnObjective"/>): the same gradients in less time. The default value is true.
    /// </summary>
    public bool Fused { get; init; } = true;

    /// <summary>The listing in the paper's body: mean squares, 1 : 1 : 0.1, no clamp; what public MNIST trainings use.</summary>
    public static IgnOptions Listing { get; } = new() { Distance = Distance.L2, TightnessWeight = 0.1, TightnessClamp = null };

    /// <summary>The paper's CelebA model: L1, 20 : 20 : 2.5, clamp ratio 1.5.</summary>
    public static IgnOptions CelebA { get; } = new() { ReconstructionWeight = 20, IdempotenceWeight = 20, TightnessWeight = 2.5 };

    /// <summary>λt when <paramref name="progress"/> (0 to 1) of the training is done.</summary>
    public double TightnessAt(double progress) => TightnessWeight * (TightnessSchedule?.At(progress) ?? 1);

    /// <inheritdoc/>
    internal override void Check(TrainingOptions training)
    {
        base.Check(training);
        Require(ReconstructionWeight >= 0, ReconstructionWeight, "at least 0");
        Require(IdempotenceWeight >= 0, IdempotenceWeight, "at least 0");
        Require(TightnessWeight >= 0, TightnessWeight, "at least 0");
        Require(TightnessClamp is not < 1, TightnessClamp, "null or at least 1: below, the training collapses");
        Require(TightnessClamp is not null
            || this with { TightnessClamp = null, ClampReference = ClampReference.Real, ClampDetached = true, ClampFloor = 1e-6 } == this, TightnessClamp,
            "a ratio, for example 1.5, since clamp_reference, clamp_detached and clamp_floor say how it is clamped");
        Require(ClampFloor > 0, ClampFloor, "above 0");
        Require(TightnessSchedule is null or { Start: >= 0 and <= 1, Share: >= 0 and <= 1 }, TightnessSchedule, "a start and a share between 0 and 1");
    }

    /// <inheritdoc/>
    internal override IEnumerable<string> Advice(TrainingOptions training)
    {
        if (TightnessClamp is not null && TightnessSchedule is { Kind: not TightnessRise.Constant, Start: < 0.01, Share: > 0 })
            yield return "A tightness weight that rises from 0 together with a clamp has always collapsed: "
                + "start the schedule at half its end value or more, or set objective.tightness_clamp to null.";
        if (Distance == Distance.L2 && Noise == Noise.Gaussian && training.AverageHalfLife == 0 && training.Network.AllLayers.Any(l => l.Layer is GroupNorm))
            yield return "Group normalisation with Gaussian noise, mean squares and no average of the weights collapses to one image: "
                + "use batch normalisation, the noise Fourier, or an average_half_life.";
    }

    /// <inheritdoc/>
    internal override IObjective Make(TrainingOptions training, NoiseSource? noise, Device device) =>
        Fused ? new FusedIgnObjective(this) : new IgnObjective(this);
}
