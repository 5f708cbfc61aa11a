namespace Ign.MLNet.Reports;

/// <summary>The axis of a histogram: logarithmic where the largest value is far beyond most others, so that small ones are not all in one bar.</summary>
internal sealed class HistogramScale
{
    private const double SpanOfMost = 30, SpanOfHalf = 10, MaxSpan = 1e6, Bars = 24;
    private const int Ticks = 6;

    private HistogramScale(bool isLogarithmic, double[] edges)
    {
        IsLogarithmic = isLogarithmic;
        Edges = edges;
        Axis = new PlotAxis([edges[0], edges[^1]], isLogarithmic, Ticks, tight: true);
    }

    internal bool IsLogarithmic { get; }

    /// <summary>Where bars begin and end: one more than there are bars, ascending.</summary>
    internal IReadOnlyList<double> Edges { get; }

    /// <summary>From the first edge to the last.</summary>
    internal PlotAxis Axis { get; }

    /// <summary>The bar that a value belongs to; the first one also takes all that is smaller.</summary>
    internal int Bar(double value)
    {
        int bar = 0;
        while (bar + 2 < Edges.Count && value >= Edges[bar + 1]) bar++;
        return bar;
    }

    internal static HistogramScale For(Distribution values)
    {
        // A few tiny values do not make an axis logarithmic, and neither do many where the bars of the rest would still be wide enough.
        double low = values.Quantile(0.05), high = values.Maximum;
        return low > 0 && high > SpanOfMost * low && high > SpanOfHalf * values.Quantile(0.5)
            ? Logarithmic(Math.Max(values.Minimum, high / MaxSpan), high)
            : Linear(values.Minimum, high);
    }

    private static HistogramScale Linear(double low, double high)
    {
        if (high <= low) (low, high) = high == 0 ? (0, 1) : (low * 0.9, high * 1.1);
        double step = PlotAxis.NiceStep((high - low) / Bars);
        double first = Math.Floor(low / step), last = Math.Max(Math.Ceiling(high / step), first + 1);
        return new HistogramScale(false, [.. Enumerable.Range(0, (int)(last - first) + 1).Select(i => (first + i) * step)]);
    }

    private static HistogramScale Logarithmic(double low, double high)
    {
        double decades = Math.Log10(high / low);
        int perDecade = decades > 4 ? 4 : decades > 2 ? 8 : 12;
        int first = (int)Math.Floor(Math.Log10(low) * perDecade), last = (int)Math.Ceiling(Math.Log10(high) * perDecade);
        return new HistogramScale(true, [.. Enumerable.Range(first, Math.Max(last - first, 1) + 1).Select(i => Math.Pow(10, (double)i / perDecade))]);
    }
}
