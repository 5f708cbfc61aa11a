namespace Ign.MLNet.Evaluation;

/// <summary>
/// Area under the ROC curve of a score that should be higher for anomalous images: the probability that an anomalous image scores higher than a
/// normal one, equal scores counted half (Hanley and McNeil 1982). 1 is a perfect separation, 0.5 none.
/// </summary>
public static class Auroc
{
    /// <summary>The area, by the sum of ranks of Mann and Whitney; equal scores share their mean rank.</summary>
    /// <param name="normal">Scores of normal images, at least one.</param>
    /// <param name="anomalous">Scores of anomalous images, at least one.</param>
    /// <exception cref="ArgumentException">One of them is empty or holds NaN.</exception>
    public static double Compute(ReadOnlySpan<double> normal, ReadOnlySpan<double> anomalous)
    {
        if (normal.IsEmpty || anomalous.IsEmpty) throw new ArgumentException("Expected at least one normal and one anomalous score.", nameof(normal));
        double[] scores = [.. normal, .. anomalous];
        if (scores.Any(double.IsNaN)) throw new ArgumentException("A score is NaN.", nameof(normal));
        var isAnomalous = new bool[scores.Length];
        Array.Fill(isAnomalous, true, normal.Length, anomalous.Length);
        Array.Sort(scores, isAnomalous);
        double ranks = 0;
        for (int first = 0, next; first < scores.Length; first = next)
        {
            next = first + 1;
            int among = isAnomalous[first] ? 1 : 0;
            for (; next < scores.Length && scores[next] == scores[first]; next++)
                if (isAnomalous[next]) among++;
            ranks += among * (first + 1 + next) / 2.0;
        }
        double n = anomalous.Length;
        return (ranks - n * (n + 1) / 2) / (n * normal.Length);
    }
}
