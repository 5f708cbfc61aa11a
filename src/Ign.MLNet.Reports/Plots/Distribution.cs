namespace Ign.MLNet.Reports;

/// <summary>
/// Counts values ≥ 0 in buckets that are half a percent wide, for quantiles and histograms of any number of values in 80 KB; what is beyond 1e-12 and 1e12
/// shares the outermost buckets.
/// </summary>
internal sealed class Distribution
{
    private const int PerOctave = 128, Octaves = 40;

    private readonly long[] _counts = new long[2 * Octaves * PerOctave];
    private double _sum;

    /// <summary>Number of values.</summary>
    internal long Count { get; private set; }

    /// <summary>How many of them are 0.</summary>
    internal long Zeros { get; private set; }

    /// <summary>Exact smallest value; 0 without any.</summary>
    internal double Minimum { get; private set; }

    /// <summary>Exact largest value; 0 without any.</summary>
    internal double Maximum { get; private set; }

    /// <summary>Exact mean; 0 without any value.</summary>
    internal double Mean => Count == 0 ? 0 : _sum / Count;

    /// <summary>Buckets that are not empty, in ascending order, each by the value in its middle; 0 has its own.</summary>
    internal IEnumerable<(double Value, long Count)> Buckets
    {
        get
        {
            if (Zeros > 0) yield return (0, Zeros);
            for (int i = 0; i < _counts.Length; i++)
                if (_counts[i] > 0)
                    yield return (Math.Clamp(Math.Pow(2, ((i + 0.5) / PerOctave) - Octaves), Minimum, Maximum), _counts[i]);
        }
    }

    /// <summary>Counts a value; one that is negative or not finite is passed over.</summary>
    internal void Add(double value)
    {
        if (!double.IsFinite(value) || value < 0) return;
        Minimum = Count == 0 ? value : Math.Min(Minimum, value);
        Maximum = Count == 0 ? value : Math.Max(Maximum, value);
        Count++;
        _sum += value;
        if (value == 0) Zeros++;
        else _counts[Math.Clamp((int)Math.Floor((Math.Log2(value) + Octaves) * PerOctave), 0, _counts.Length - 1)]++;
    }

    /// <summary>The value that a part of all values is not above, to half a percent; 0 without any value.</summary>
    /// <param name="part">0 to 1; 0.5 for the median.</param>
    internal double Quantile(double part)
    {
        if (part <= 0) return Minimum;
        long below = 0, rank = (long)Math.Ceiling(part * Count);
        if (rank == Count) return Maximum;
        foreach (var (value, count) in Buckets)
            if ((below += count) >= rank)
                return value;
        return Maximum;
    }
}
