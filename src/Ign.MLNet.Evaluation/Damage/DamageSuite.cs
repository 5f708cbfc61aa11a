namespace Ign.MLNet.Evaluation;

/// <summary>The damage that every published restoration figure is measured on.</summary>
public static class DamageSuite
{
    /// <summary>Six kinds of damage, each strong enough to hurt a classifier.</summary>
    public static IReadOnlyList<Damage> Standard { get; } =
        [new Gaussian(0.5f), new SaltAndPepper(0.2f), new Blur(1.5f), new DeadPixels(0.5f), new Box(12), new DownUp(4)];

    /// <summary>
    /// The same kinds from weak to strong, the strengths of <see cref="Standard"/> among them: what a model does is not told by one strength.
    /// </summary>
    public static IReadOnlyList<Damage> Severities { get; } =
    [
        new Gaussian(0.1f), new Gaussian(0.15f), new Gaussian(0.2f), new Gaussian(0.3f), new Gaussian(0.5f),
        new SaltAndPepper(0.05f), new SaltAndPepper(0.1f), new SaltAndPepper(0.2f),
        new Blur(0.75f), new Blur(1.5f), new Blur(2.5f),
        new DeadPixels(0.25f), new DeadPixels(0.5f), new DeadPixels(0.75f),
        new Box(8), new Box(12), new Box(16),
        new DownUp(2), new DownUp(4),
    ];
}
