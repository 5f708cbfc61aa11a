namespace Ign.MLNet.Training;

/// <summary>Settings of <see cref="IgnObjective"/>. The defaults have the proportions of the paper's CelebA model (20 : 20 : 2.5).</summary>
public sealed record IgnOptions
{
    /// <summary>The distance D. The default value is <see cref="Distance.L1"/>.</summary>
    public Distance Distance { get; init; } = Distance.L1;

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

    /// <summary>Whether the step shares passes among the terms (<see cref="FusedIgnObjective"/>): the same gradients in less time. The default value is true.</summary>
    public bool Fused { get; init; } = true;

    /// <summary>The listing in the paper's body: mean squares, 1 : 1 : 0.1, no clamp; what public MNIST trainings use.</summary>
    public static IgnOptions Listing { get; } = new() { Distance = Distance.L2, TightnessWeight = 0.1, TightnessClamp = null };

    /// <summary>The paper's CelebA model: L1, 20 : 20 : 2.5, clamp ratio 1.5.</summary>
    public static IgnOptions CelebA { get; } = new() { ReconstructionWeight = 20, IdempotenceWeight = 20, TightnessWeight = 2.5 };

    /// <summary>λt when <paramref name="progress"/> (0 to 1) of the training is done.</summary>
    public double TightnessAt(double progress) => TightnessWeight * (TightnessSchedule?.At(progress) ?? 1);
}
