namespace Ign.MLNet.Evaluation;

/// <summary>The corruptions that every published restoration figure is measured on.</summary>
public static class CorruptionSuite
{
    /// <summary>Six kinds of damage, each strong enough to hurt a classifier.</summary>
    public static IReadOnlyList<Corruption> Standard { get; } =
        [new GaussianNoise(0.5f), new SaltAndPepper(0.2f), new Blur(1.5f), new PixelMask(0.5f), new BoxMask(12), new DownUp(4)];

    /// <summary>The same kinds from weak to strong, the strengths of <see cref="Standard"/> among them: what a model does is not told by one strength.</summary>
    public static IReadOnlyList<Corruption> Severities { get; } =
    [
        new GaussianNoise(0.1f), new GaussianNoise(0.15f), new GaussianNoise(0.2f), new GaussianNoise(0.3f), new GaussianNoise(0.5f),
        new SaltAndPepper(0.05f), new SaltAndPepper(0.1f), new SaltAndPepper(0.2f),
        new Blur(0.75f), new Blur(1.5f), new Blur(2.5f),
        new PixelMask(0.25f), new PixelMask(0.5f), new PixelMask(0.75f),
        new BoxMask(8), new BoxMask(12), new BoxMask(16),
        new DownUp(2), new DownUp(4),
    ];
}
