namespace Ign.MLNet.Benchmarks;

/// <summary>One network with one number of threads, measured.</summary>
internal sealed class Comparison(BenchNetwork network, int threads, float maxDifference, IReadOnlyList<Contender> contenders)
{
    internal BenchNetwork Network { get; } = network;

    internal int Threads { get; } = threads;

    internal float MaxDifference { get; } = maxDifference;

    internal IReadOnlyList<Contender> Contenders { get; } = contenders;

    internal static double Cpu(Sample sample) => sample.Cpu;

    internal static double Wall(Sample sample) => sample.Wall;

    /// <summary>ApplyOnnxModel's time divided by ours at our fastest batch size; above 1 we are faster.</summary>
    internal double AgainstApply(Func<Sample, double> time) => ApplyColumn.Series.Median(time) / Best(time).Series.Median(time);

    /// <summary>The raw loop's time divided by ours, both at our fastest batch size; 1 is no overhead.</summary>
    internal double AgainstRaw(Func<Sample, double> time)
    {
        var ours = Best(time);
        return Column(RawContender.Title).Single(c => c.Batch == ours.Batch).Series.Median(time) / ours.Series.Median(time);
    }

    /// <summary>Our fastest batch size.</summary>
    internal Contender Best(Func<Sample, double> time) => Column(Lineup.Ours).MinBy(c => c.Series.Median(time))!;

    /// <summary>A contender's speed relative to ApplyOnnxModel at the same task.</summary>
    internal double Relative(Contender contender, Func<Sample, double> time) =>
        Contenders.Single(c => c.Task == contender.Task && c.Name == Lineup.Apply).Series.Median(time) / contender.Series.Median(time);

    private Contender ApplyColumn => Column(Lineup.Apply).Single();

    private IEnumerable<Contender> Column(string name) => Contenders.Where(c => c.Task == ContenderTask.Column && c.Name == name);
}
