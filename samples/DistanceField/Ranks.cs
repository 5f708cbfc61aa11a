namespace Ign.MLNet.Samples.DistanceField;

/// <summary>Correlations of two figures of the same points.</summary>
internal static class Ranks
{
    /// <summary>Spearman's rank correlation; equal values share their mean rank.</summary>
    internal static double Spearman(double[] a, double[] b) => Fit(Of(a), Of(b)).Correlation;

    /// <summary>Least squares b ≈ slope · a + constant, and Pearson's correlation, 0 where one side is constant.</summary>
    internal static (double Slope, double Correlation) Fit(double[] a, double[] b)
    {
        double meanA = a.Average(), meanB = b.Average();
        double both = a.Zip(b, (v, w) => (v - meanA) * (w - meanB)).Sum();
        double varianceA = a.Sum(v => (v - meanA) * (v - meanA)), varianceB = b.Sum(v => (v - meanB) * (v - meanB));
        return varianceA == 0 || varianceB == 0 ? (0, 0) : (both / varianceA, both / Math.Sqrt(varianceA * varianceB));
    }

    private static double[] Of(double[] values)
    {
        int[] order = [.. Enumerable.Range(0, values.Length)];
        Array.Sort((double[])values.Clone(), order);
        var ranks = new double[values.Length];
        for (int first = 0, next; first < order.Length; first = next)
        {
            next = first + 1;
            while (next < order.Length && values[order[next]] == values[order[first]]) next++;
            for (int i = first; i < next; i++) ranks[order[i]] = (first + next - 1) / 2.0;
        }
        return ranks;
    }
}
