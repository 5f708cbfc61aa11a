namespace Ign.MLNet.Training;

/// <summary>Settings of <see cref="RestorationObjective"/>.</summary>
public sealed record RestorationOptions
{
    /// <summary>The distance D. The default value is <see cref="Distance.L1L2"/>.</summary>
    public Distance Distance { get; init; } = Distance.L1L2;

    /// <summary>λr, the weight of reconstructing clean images. The default value is 0.25.</summary>
    public double ReconstructionWeight { get; init; } = 0.25;

    /// <summary>Share of the batch that also goes in clean, at least one image; a weight of 0 leaves them without effect. The default value is 0.125.</summary>
    public double CleanShare { get; init; } = 0.125;

    /// <summary>The final weight λ of idempotence. The default value is 0.25: at a third of the way to 1, a training collapsed.</summary>
    public double IdempotenceWeight { get; init; } = 0.25;

    /// <summary>μ: weight of the part that teaches f to leave its own outputs alone, relative to λ. The default value is 1.</summary>
    public double OuterWeight { get; init; } = 1;

    /// <summary>Share of the damaged batch that is sent through f a second time, at least one image. The default value is 0.25.</summary>
    public double IdempotenceShare { get; init; } = 0.25;

    /// <summary>Share of the training before idempotence has any weight. The default value is 0.55: earlier it holds on to what is not yet restored.</summary>
    public double IdempotenceStart { get; init; } = 0.55;

    /// <summary>Share of the training over which its weight then rises. The default value is 0.25.</summary>
    public double IdempotenceWarmUp { get; init; } = 0.25;

    /// <summary>A term for f(y) in the features of a frozen network; null for none. The default value is null.</summary>
    public PerceptualOptions? Perceptual { get; init; }
}
