namespace Ign.MLNet.Benchmarks;

/// <summary>The passes of one contender.</summary>
internal sealed class Series
{
    private readonly List<Sample> _samples = [];

    internal void Add(Sample sample) => _samples.Add(sample);

    /// <summary>Median over the rounds: one disturbed round does not move it.</summary>
    internal double Median(Func<Sample, double> quantity)
    {
        double[] sorted = [.. _samples.Select(quantity).Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /// <summary>The least disturbed round.</summary>
    internal double Min(Func<Sample, double> quantity) => _samples.Min(quantity);
}
