using System.Globalization;

namespace Ign.MLNet.Reports;

/// <summary>Range, ticks and labels of one axis of a plot.</summary>
internal sealed class PlotAxis
{
    // Differences of larger values overflow; nothing that is plotted here comes near.
    private const double Largest = 1e100;
    private const double SmallestLog = 1e-100;
    private static readonly int[] s_mantissas = [1, 2, 5];

    private readonly bool _log;
    private readonly double _low;
    private readonly double _high;

    /// <summary>An axis that holds every value that can be shown on it.</summary>
    /// <param name="values">Values; those that cannot be shown are left out.</param>
    /// <param name="log">Whether the axis is logarithmic.</param>
    /// <param name="wanted">About how many ticks fit.</param>
    /// <param name="tight">Whether the axis ends at the outermost values, not at the ticks beyond them.</param>
    internal PlotAxis(IEnumerable<double> values, bool log, int wanted, bool tight)
    {
        _log = log;
        var (low, high) = Range(values.Where(CanShow));
        (_low, _high, Ticks) = log ? LogTicks(low, high, wanted, tight) : LinearTicks(low, high, wanted, tight);
    }

    internal IReadOnlyList<(double Value, string Label)> Ticks { get; }

    /// <summary>Whether the axis has a place for a value.</summary>
    internal bool CanShow(double value) => double.IsFinite(value) && Math.Abs(value) < Largest && (!_log || value >= SmallestLog);

    /// <summary>Place of a value: 0 at the start of the axis, 1 at its end.</summary>
    internal double Place(double value) => _log ? Math.Log(value / _low) / Math.Log(_high / _low) : (value - _low) / (_high - _low);

    /// <summary>1, 2 or 5 times a power of ten, not below <paramref name="step"/>.</summary>
    internal static double NiceStep(double step)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(step)));
        return power * (step / power * (1 - 1e-9)) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 };
    }

    private (double Low, double High) Range(IEnumerable<double> values)
    {
        var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (double value in values) (low, high) = (Math.Min(low, value), Math.Max(high, value));
        if (low > high) return _log ? (1, 10) : (0, 1);
        if (_log) return high / low > 1 + 1e-9 ? (low, high) : (low / 2, high * 2);
        double size = Math.Max(Math.Abs(low), Math.Abs(high));
        if (high - low > 1e-9 * size) return (low, high);
        double room = size > 0 ? size / 2 : 0.5;
        return (low - room, high + room);
    }

    private static (double, double, IReadOnlyList<(double, string)>) LinearTicks(double low, double high, int wanted, bool tight)
    {
        double step = NiceStep((high - low) / wanted);
        // A little slack, so that 0.3 / 0.1 counts as 3.
        var (first, last) = tight
            ? (Math.Ceiling(low / step - 1e-6), Math.Floor(high / step + 1e-6))
            : (Math.Floor(low / step + 1e-6), Math.Ceiling(high / step - 1e-6));
        double[] ticks = [.. Enumerable.Range(0, (int)(last - first) + 1).Select(i => (first + i) * step)];
        if (!tight) (low, high) = (ticks[0], ticks[^1]);

        double size = Math.Max(Math.Abs(low), Math.Abs(high));
        var (unit, suffix) = size switch { >= 1e10 or < 1e-3 => (0, ""), >= 1e6 => (1e6, "M"), >= 1e4 => (1e3, "k"), _ => (1.0, "") };
        string format = unit == 0 ? "0.###e0" : "0." + new string('#', 6);
        return (low, high, [.. ticks.Select(t => (t, t == 0 ? "0" : (t / (unit == 0 ? 1 : unit)).ToString(format, CultureInfo.InvariantCulture) + suffix))]);
    }

    private static (double, double, IReadOnlyList<(double, string)>) LogTicks(double low, double high, int wanted, bool tight)
    {
        int first = (int)Math.Floor(Math.Log10(low) + 1e-9), last = (int)Math.Ceiling(Math.Log10(high) - 1e-9);
        bool fine = Math.Log10(high / low) < wanted / 3.0;
        int stride = Math.Max(1, (int)Math.Ceiling((last - first) / (double)wanted));
        double[] all = [.. Enumerable.Range(0, (last - first) / stride + 2)
            .Select(i => first + i * stride)
            .SelectMany(e => (fine ? s_mantissas : [1]).Select(m => m * Math.Pow(10, e)))];
        double[] inside = [.. all.Where(t => t >= low * (1 - 1e-9) && t <= high * (1 + 1e-9))];
        if (!tight || inside.Length < 2)
        {
            (low, high) = (all.Last(t => t <= low * (1 + 1e-9)), all.First(t => t >= high * (1 - 1e-9)));
            inside = [.. all.Where(t => t >= low && t <= high)];
        }
        return (low, high, [.. inside.Select(t => (t, t.ToString(t is >= 1e-3 and < 1e5 ? "0.###" : "0e0", CultureInfo.InvariantCulture)))]);
    }
}
