using System.Globalization;

namespace Ign.MLNet.Evaluation;

/// <summary>Figures of an evaluation as people read them, the same in every culture.</summary>
public static class Figure
{
    /// <summary>Mean and half the width of the interval, if it has one: <c>0.123 ± 0.004</c>. Nothing for null.</summary>
    /// <param name="interval">The figure.</param>
    /// <param name="format">Format of a number, for instance <c>0.000</c>.</param>
    public static string Text(Interval? interval, string format = "0.000")
    {
        if (interval is null) return "";
        string mean = double.IsPositiveInfinity(interval.Mean) ? "∞" : interval.Mean.ToString(format, CultureInfo.InvariantCulture);
        return interval.HalfWidth is { } half ? $"{mean} ± {half.ToString(format, CultureInfo.InvariantCulture)}" : mean;
    }
}
