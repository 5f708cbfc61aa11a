using System.Globalization;
using MathNet.Numerics.Distributions;

namespace Ign.MLNet.Evaluation;

/// <summary>
/// Mean of a figure over several seeds, with its confidence interval by Student's t distribution: mean ± t · s / √n. It speaks of the seeds only,
/// not of other data, and it takes the figures as normal; from fewer than three seeds it is too wide to claim anything.
/// </summary>
/// <param name="Mean">Mean.</param>
/// <param name="HalfWidth">Half the width of the interval, or null where there is none: for one value, or an infinite one.</param>
/// <param name="Count">Number of values.</param>
public sealed record Interval(double Mean, double? HalfWidth, int Count)
{
    /// <summary>Mean and interval.</summary>
    /// <param name="values">A value for each seed, at least one.</param>
    /// <param name="level">How often intervals made like this hold the true mean, between 0 and 1.</param>
    /// <exception cref="ArgumentException">There are no values, or <paramref name="level"/> is out of its range.</exception>
    public static Interval Of(IReadOnlyCollection<double> values, double level = 0.95)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Count == 0) throw new ArgumentException("Expected at least one value.", nameof(values));
        if (level is not (> 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(level), level, "Expected a level between 0 and 1.");
        double mean = values.Average();
        // An infinite PSNR, of equal images, has no interval either.
        if (values.Count == 1 || !double.IsFinite(mean)) return new Interval(mean, null, values.Count);
        double deviation = Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Count - 1));
        double t = StudentT.InvCDF(location: 0, scale: 1, freedom: values.Count - 1, p: (1 + level) / 2);
        return new Interval(mean, t * deviation / Math.Sqrt(values.Count), values.Count);
    }

    /// <summary>Mean and half the width of the interval, if it has one, the same in every culture: <c>0.123 ± 0.004</c>. Nothing for null.</summary>
    /// <param name="interval">The figure.</param>
    /// <param name="format">Format of a number, for instance <c>0.000</c>.</param>
    public static string Text(Interval? interval, string format = "0.000")
    {
        if (interval is null) return "";
        string mean = double.IsPositiveInfinity(interval.Mean) ? "∞" : interval.Mean.ToString(format, CultureInfo.InvariantCulture);
        return interval.HalfWidth is { } half ? $"{mean} ± {half.ToString(format, CultureInfo.InvariantCulture)}" : mean;
    }
}
