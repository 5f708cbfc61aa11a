namespace Ign.MLNet.Training;

/// <summary>Settings of <see cref="LinearIgnObjective"/>.</summary>
public sealed record LinearIgnOptions
{
    /// <summary>The distance D. The default value is <see cref="Distance.L1"/>: squares were reliably worse.</summary>
    public Distance Distance { get; init; } = Distance.L1;

    /// <summary>λr, the weight of reconstructing real images. The default value is 1.</summary>
    public double ReconstructionWeight { get; init; } = 1;

    /// <summary>λd, the weight of restoring damaged images. The default value is 1.</summary>
    public double RestorationWeight { get; init; } = 1;
}
