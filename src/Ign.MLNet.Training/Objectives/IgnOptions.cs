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

    /// <summary>The clamp ratio a, at least 1, or null for no clamp. The default value is 1.5.</summary>
    public double? TightnessClamp { get; init; } = 1.5;

    /// <summary>Smallest reconstruction error that the clamp divides by. The default value is 1e-6.</summary>
    public double ClampFloor { get; init; } = 1e-6;
}
