using System.Numerics.Tensors;

namespace Ign.MLNet.Evaluation;

/// <summary>
/// How two sets of features cover each other, by balls around each image that reach to its k-th nearest neighbour in its own set: precision and
/// recall (Kynkäänniemi et al., arXiv 1904.06991), density and coverage (Naeem et al., arXiv 2002.09797).
/// </summary>
/// <param name="Precision">Share of the generated images that lie in a ball of a real one: are they plausible?</param>
/// <param name="Recall">Share of the real images that lie in a ball of a generated one: is everything generated?</param>
/// <param name="Density">Number of balls of real images around a generated one, over k: like precision, less swayed by outliers; about 1 for equal
/// distributions, and not limited to 1.</param>
/// <param name="Coverage">Share of the real images with a generated one in their ball: like recall, less swayed by outliers.</param>
/// <param name="Count">Number of generated images.</param>
public sealed record ManifoldCoverage(double Precision, double Recall, double Density, double Coverage, int Count)
{
    /// <summary>Measures two sets. The work grows with the square of their size.</summary>
    /// <param name="generated">Features of generated images, one image after the other.</param>
    /// <param name="real">Features of real images.</param>
    /// <param name="size">Number of features of an image.</param>
    /// <param name="neighbours">k, at least 1; each set needs more images than that.</param>
    /// <param name="cancellationToken">Stops between two images.</param>
    /// <exception cref="ArgumentException">A length is not that of whole images, a set has too few, or a feature is not finite.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static ManifoldCoverage Compute(ReadOnlySpan<float> generated, ReadOnlySpan<float> real, int size, int neighbours = 5,
        CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(neighbours, 1);
        var fakes = new FeatureRows(generated, size, neighbours + 1, nameof(generated));
        var reals = new FeatureRows(real, size, neighbours + 1, nameof(real));
        double[] fakeRadii = Radii(fakes, neighbours, cancellationToken), realRadii = Radii(reals, neighbours, cancellationToken);
        var ballsAround = new int[fakes.Count];
        var options = new ParallelOptions { CancellationToken = cancellationToken };
        Parallel.For(0, fakes.Count, options, j =>
        {
            for (int i = 0; i < reals.Count; i++)
                if (TensorPrimitives.Distance(reals[i], fakes[j]) <= realRadii[i]) ballsAround[j]++;
        });
        var (recalled, covered) = (new bool[reals.Count], new bool[reals.Count]);
        Parallel.For(0, reals.Count, options, i =>
        {
            for (int j = 0; j < fakes.Count; j++)
            {
                double distance = TensorPrimitives.Distance(reals[i], fakes[j]);
                recalled[i] |= distance <= fakeRadii[j];
                covered[i] |= distance <= realRadii[i];
            }
        });
        return new ManifoldCoverage(
            ballsAround.Count(b => b > 0) / (double)fakes.Count, recalled.Count(r => r) / (double)reals.Count,
            ballsAround.Sum(b => (double)b) / neighbours / fakes.Count, covered.Count(c => c) / (double)reals.Count,
            fakes.Count);
    }

    /// <summary>Distance of each image to its k-th nearest neighbour, itself not counted.</summary>
    private static double[] Radii(FeatureRows rows, int neighbours, CancellationToken cancellationToken)
    {
        var radii = new double[rows.Count];
        Parallel.For(0, rows.Count, new ParallelOptions { CancellationToken = cancellationToken }, i =>
        {
            // Of the images so far the k nearest, nearest first.
            Span<double> nearest = neighbours <= 64 ? stackalloc double[neighbours] : new double[neighbours];
            nearest.Fill(double.PositiveInfinity);
            for (int j = 0; j < rows.Count; j++)
            {
                if (j == i) continue;
                double distance = TensorPrimitives.Distance(rows[i], rows[j]);
                int place = neighbours;
                while (place > 0 && distance < nearest[place - 1]) place--;
                if (place == neighbours) continue;
                nearest[place..^1].CopyTo(nearest[(place + 1)..]);
                nearest[place] = distance;
            }
            radii[i] = nearest[^1];
        });
        return radii;
    }
}
