using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation;

/// <summary>
/// The training counterpart of <see cref="CorruptionSuite"/>: every image gets one of the six kinds, at a severity drawn from a range that
/// reaches beyond the measured one on both sides.
/// </summary>
public sealed record CorruptionMixture : SourceDistribution
{
    /// <inheritdoc/>
    public override void Draw(ReadOnlySpan<float> real, Span<float> source, TensorShape shape, ulong seed)
    {
        var random = new SeededRandom(seed);
        Corruption corruption = random.Next(6) switch
        {
            0 => new GaussianNoise(random.Next(0.05f, 0.8f), Clip: random.Next(2) == 0),
            1 => new SaltAndPepper(random.Next(0.02f, 0.4f)),
            2 => new Blur(random.Next(0.5f, 2.2f)),
            3 => new PixelMask(random.Next(0.05f, 0.7f)),
            4 => new BoxMask(BoxSide(shape, ref random)),
            _ => new DownUp(2 + random.Next(3)),
        };
        corruption.Draw(real, source, shape, random.NextUInt64());
    }

    /// <summary>Between a seventh and four sevenths of the shorter side: 4 to 16 pixels of 28.</summary>
    private static int BoxSide(TensorShape shape, ref SeededRandom random)
    {
        int side = Math.Min(shape.Height, shape.Width);
        return side / 7 + random.Next(side * 3 / 7 + 1);
    }
}
