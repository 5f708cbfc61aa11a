using System.Diagnostics;

namespace Ign.MLNet.Tests;

/// <summary>Memory of this process along a run, and how fast it grows.</summary>
internal sealed class MemoryTrend
{
    private const double Megabyte = 1 << 20;

    private readonly List<(double Rows, double Resident, double Managed)> _samples = [];

    internal int Samples => _samples.Count;

    /// <summary>Growth of the working set, in MB per 10,000 rows.</summary>
    internal double Resident => Slope(s => s.Resident);

    /// <summary>Growth of the managed memory that survives a collection, in MB per 10,000 rows.</summary>
    internal double Managed => Slope(s => s.Managed);

    /// <summary>Measures now, after collecting what nothing refers to any more: the rest is held by someone.</summary>
    internal void Sample(long rows)
    {
        double resident = ResidentNow();
        _samples.Add((rows, resident, GC.GetTotalMemory(forceFullCollection: false) / Megabyte));
    }

    /// <summary>
    /// Working set in MB after collecting and giving back what nothing refers to: how much else a garbage collector keeps depends on the machine.
    /// </summary>
    internal static double ResidentNow()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64 / Megabyte;
    }

    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture,
        $"{Samples} samples: working set {_samples[0].Resident:0.0} to {_samples[^1].Resident:0.0} MB, {Resident:+0.0000;-0.0000} MB per 10,000 rows; " +
        $"managed {_samples[0].Managed:0.00} to {_samples[^1].Managed:0.00} MB, {Managed:+0.00000;-0.00000} MB per 10,000 rows");

    /// <summary>Least squares through all samples.</summary>
    private double Slope(Func<(double Rows, double Resident, double Managed), double> value)
    {
        double middle = _samples.Average(s => s.Rows), level = _samples.Average(value);
        return _samples.Sum(s => (s.Rows - middle) * (value(s) - level)) / _samples.Sum(s => (s.Rows - middle) * (s.Rows - middle)) * 10_000;
    }
}
