namespace Ign.MLNet.Evaluation;

/// <summary>How images spread over classes, in the eyes of a classifier. It measures coverage only: a classifier gives a class to any blur.</summary>
/// <param name="Shares">Share of the images in each class.</param>
public sealed record ClassCoverage(IReadOnlyList<double> Shares)
{
    private const double Noticeable = 0.01;

    /// <summary>Entropy of <see cref="Shares"/> in bits; log2 of the number of classes at most.</summary>
    public double EntropyBits => -Shares.Where(s => s > 0).Sum(s => s * Math.Log2(s));

    /// <summary>Classes that occur at all.</summary>
    public int ClassesSeen => Shares.Count(s => s > 0);

    /// <summary>Classes that make up at least one image in a hundred.</summary>
    public int ClassesAtLeastOnePercent => Shares.Count(s => s >= Noticeable);

    /// <summary>Counts predictions.</summary>
    /// <param name="predicted">Class of each image, from 0; at least one.</param>
    /// <param name="classes">Number of classes.</param>
    /// <exception cref="ArgumentException">There are none, or one is no class.</exception>
    public static ClassCoverage Of(ReadOnlySpan<int> predicted, int classes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        if (predicted.Length == 0) throw new ArgumentException("Expected at least one image.", nameof(predicted));
        var counts = new long[classes];
        foreach (int c in predicted)
        {
            if (c < 0 || c >= classes) throw new ArgumentException($"Expected classes from 0 to {classes - 1}, got {c}.", nameof(predicted));
            counts[c]++;
        }
        double total = predicted.Length;
        return new ClassCoverage([.. counts.Select(n => n / total)]);
    }
}
