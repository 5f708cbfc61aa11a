namespace Ign.MLNet.Restoration;

/// <summary>The axis of a histogram: logarithmic where the values span more than a factor of 30, so that the small ones are not all in one bar.</summary>
internal sealed class HistogramScale
{
    private const double LogarithmicFrom = 30, MaxSpan = 1e6, Bars = 24, MaxTicks = 6;

    private HistogramScale(bool isLogarithmic, double[] edges, double[] ticks)
    {
        IsLogarithmic = isLogarithmic;
        Edges = edges;
        Ticks = ticks;
    }

    internal bool IsLogarithmic { get; }

    /// <summary>Where bars begin and end: one more than there are bars, ascending.</summary>
    internal IReadOnlyList<double> Edges { get; }

    /// <summary>Values that are written at the axis.</summary>
    internal IReadOnlyList<double> Ticks { get; }

    /// <summary>Where a value stands on the axis, 0 to 1.</summary>
    internal double Position(double value) => IsLogarithmic
        ? Math.Log(Math.Max(value, Edges[0]) / Edges[0]) / Math.Log(Edges[^1] / Edges[0])
        : (value - Edges[0]) / (Edges[^1] - Edges[0]);

    /// <summary>The bar that a value belongs to; the first one also takes all that is smaller.</summary>
    internal int Bar(double value)
    {
        int bar = 0;
        while (bar + 2 < Edges.Count && value >= Edges[bar + 1]) bar++;
        return bar;
    }

    internal static HistogramScale For(Distribution values)
    {
        // A tenth of the values may be far from the others without changing the kind of axis.
        double low = values.Quantile(0.05), high = values.Maximum;
        return high > LogarithmicFrom * low && high > LogarithmicFrom * values.Quantile(0.5) / 3 && low > 0
            ? Logarithmic(Math.Max(values.Minimum, high / MaxSpan), high)
            : Linear(values.Minimum, high);
    }

    private static HistogramScale Linear(double low, double high)
    {
        if (high <= low) (low, high) = high == 0 ? (0, 1) : (low * 0.9, high * 1.1);
        double step = NiceStep((high - low) / Bars), tick = NiceStep((high - low) / (MaxTicks - 1));
        double first = Math.Floor(low / step), last = Math.Max(Math.Ceiling(high / step), first + 1);
        var edges = Enumerable.Range(0, (int)(last - first) + 1).Select(i => (first + i) * step).ToArray();
        var ticks = Enumerable.Range(0, (int)MaxTicks + 1).Select(i => (Math.Ceiling(edges[0] / tick) + i) * tick).Where(t => t <= edges[^1] * (1 + 1e-9));
        return new HistogramScale(false, edges, [.. ticks]);
    }

    private static HistogramScale Logarithmic(double low, double high)
    {
        double decades = Math.Log10(high / low);
        int perDecade = decades > 4 ? 4 : decades > 2 ? 8 : 12;
        int first = (int)Math.Floor(Math.Log10(low) * perDecade), last = (int)Math.Ceiling(Math.Log10(high) * perDecade);
        var edges = Enumerable.Range(first, Math.Max(last - first, 1) + 1).Select(i => Math.Pow(10, (double)i / perDecade)).ToArray();
        var ticks = Enumerable.Range((int)Math.Floor(Math.Log10(low)), (int)decades + 3)
            .SelectMany(d => (decades > 3 ? new double[] { 1 } : [1, 2, 5]).Select(m => m * Math.Pow(10, d)))
            .Where(t => t >= edges[0] * (1 - 1e-9) && t <= edges[^1] * (1 + 1e-9)).ToArray();
        int every = (int)Math.Ceiling(ticks.Length / (MaxTicks + 1));
        return new HistogramScale(true, edges, [.. ticks.Where((_, i) => i % every == 0)]);
    }

    /// <summary>1, 2 or 5 times a power of ten, not below <paramref name="step"/>.</summary>
    internal static double NiceStep(double step)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(step)));
        foreach (int factor in (int[])[1, 2, 5])
            if (factor * power >= step * (1 - 1e-9))
                return factor * power;
        return 10 * power;
    }
}
