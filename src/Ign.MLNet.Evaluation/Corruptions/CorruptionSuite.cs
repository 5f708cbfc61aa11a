namespace Ign.MLNet.Evaluation;

/// <summary>The corruptions that every published restoration figure is measured on.</summary>
public static class CorruptionSuite
{
    /// <summary>Six kinds of damage, each strong enough to hurt a classifier.</summary>
    public static IReadOnlyList<Corruption> Standard { get; } =
        [new GaussianNoise(0.5f), new SaltAndPepper(0.2f), new Blur(1.5f), new PixelMask(0.5f), new BoxMask(12), new DownUp(4)];
}
