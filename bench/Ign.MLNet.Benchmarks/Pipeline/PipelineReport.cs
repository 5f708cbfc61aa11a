using System.Globalization;

namespace Ign.MLNet.Benchmarks;

/// <summary>The figures of all comparisons, as rows of text that tables and files share, and as name and value.</summary>
internal static class PipelineReport
{
    /// <summary>Headings of <see cref="Rows"/>.</summary>
    internal static IReadOnlyList<string> Headings { get; } = ["task", "contender", "CPU µs/row", "min", "wall µs/row", "min", "CPU × Apply", "wall × Apply",
        "B/row", "memory MB"];

    /// <summary>Above the rows of one comparison.</summary>
    internal static string Title(Comparison comparison) => string.Create(
        CultureInfo.InvariantCulture,
        $"{comparison.Network.Description}; {Threads(comparison.Threads)}, {comparison.Network.Rows} rows; largest difference {comparison.MaxDifference:0.#e+0}");

    internal static IEnumerable<IReadOnlyList<string>> Rows(Comparison comparison) => comparison.Contenders
        .OrderBy(c => c.Task).ThenBy(c => c.Name, StringComparer.Ordinal).ThenBy(c => c.Batch)
        .Select(c => (IReadOnlyList<string>)
        [
            Describe(c.Task), c.Label,
            Micros(c.Series.Median(Comparison.Cpu)), Micros(c.Series.Min(Comparison.Cpu)), Micros(c.Series.Median(Comparison.Wall)),
            Micros(c.Series.Min(Comparison.Wall)),
            Ratio(comparison.Relative(c, Comparison.Cpu)), Ratio(comparison.Relative(c, Comparison.Wall)),
            c.Series.Median(s => s.Allocated).ToString("0", CultureInfo.InvariantCulture),
            // Later tasks of a stage find it loaded.
            c.Task == ContenderTask.Column ? (c.Memory / 1e6).ToString("0", CultureInfo.InvariantCulture) : "",
        ]);

    /// <summary>
    /// The headline. One thread stands without a suffix where it was measured: there processor time holds no idle spinning. Other numbers of
    /// threads carry theirs in the name.
    /// </summary>
    internal static IEnumerable<(string Name, double Value)> Values(IReadOnlyList<Comparison> comparisons)
    {
        int headline = comparisons.Min(c => c.Threads);
        foreach (var comparison in comparisons.OrderBy(c => c.Threads))
        {
            string suffix = comparison.Threads == headline ? "" : $"_threads{comparison.Threads}";
            string prefix = $"pipeline.{comparison.Network.Name}.";
            yield return ($"{prefix}vs_apply{suffix}", comparison.AgainstApply(Comparison.Cpu));
            yield return ($"{prefix}vs_raw{suffix}", comparison.AgainstRaw(Comparison.Cpu));
            yield return ($"{prefix}vs_apply{suffix}_wall", comparison.AgainstApply(Comparison.Wall));
            yield return ($"{prefix}vs_raw{suffix}_wall", comparison.AgainstRaw(Comparison.Wall));
        }
    }

    internal static string Line((string Name, double Value) value) => $"{value.Name} {Ratio(value.Value)}";

    private static string Threads(int threads) => threads == 1 ? "1 thread" : $"{threads} threads";

    private static string Describe(ContenderTask task) => task switch
    {
        ContenderTask.Column => "column",
        ContenderTask.TwoCursors => "column, 2 cursors",
        ContenderTask.Engine => "prediction engine",
        ContenderTask.FirstRow => "first row (Preview)",
        _ => task.ToString(),
    };

    private static string Micros(double value) => value.ToString(value < 1000 ? "0.0" : "0", CultureInfo.InvariantCulture);

    private static string Ratio(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);
}
