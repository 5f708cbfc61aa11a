using System.Globalization;
using System.Text;

namespace Ign.MLNet.Benchmarks;

/// <summary>Figures of the restoring benchmark as text.</summary>
internal static class RestoreReport
{
    internal static string Page(IReadOnlyList<(RestoreWorkload Workload, IReadOnlyList<RestoreRound> Rounds)> results, string facts, double? slope,
        string command)
    {
        var page = new StringBuilder("# Restoring a folder: the job, its stages alone, and a plain loop\n\n");
        page.Append(CultureInfo.InvariantCulture, $"`{command}`, {DateTime.UtcNow:yyyy-MM-dd}.\n\n");
        foreach (var (name, value) in BenchMachine.Facts) page.Append(CultureInfo.InvariantCulture, $"- {name}: {value}\n");
        page.Append(CultureInfo.InvariantCulture, $"- {facts}\n\n");
        page.Append("""
            Everything runs in one process. Each round takes other files. In it, the job, its stages one after another, and the loops run in a new order
            over the same files. Images/s are medians over the rounds; *job ×* is the speed of the job relative to the row. A stage alone has all threads
            and never waits. *In turn* runs one stage after another, which is the least that the cores have to do. On a processor all stages share the
            cores, so a job can be faster than that only where a stage waits for the disk. The job also keeps a journal, flushes every file to disk,
            measures the residual and writes the report. The loops measure the residual, too, but keep no journal and flush nothing.


            """);
        foreach (var (workload, rounds) in results)
        {
            page.Append(CultureInfo.InvariantCulture,
                $"## {workload.Description}\n\n{rounds[0].Images} images in each round.\n\n| | images/s | job × |\n|---|---:|---:|\n");
            foreach (var (name, seconds) in Rows.Where(row => row.Seconds(rounds[0]) is not null))
                page.Append(CultureInfo.InvariantCulture,
                    $"| {name} | {PerSecond(Median(rounds, r => r.Images / seconds(r)!.Value))} | {Median(rounds, r => seconds(r)!.Value / r.Job):0.00} |\n");
            page.Append('\n');
        }
        page.Append("## Result lines\n\n```\n");
        foreach (string line in Lines(results, slope)) page.Append(line).Append('\n');
        return page.Append("```\n").ToString();
    }

    /// <summary>Name and value of each figure.</summary>
    internal static IEnumerable<string> Lines(IReadOnlyList<(RestoreWorkload Workload, IReadOnlyList<RestoreRound> Rounds)> results, double? slope)
    {
        foreach (var (workload, rounds) in results)
        {
            string prefix = $"restore.{workload.Name}";
            yield return Line($"{prefix}.images_per_second", Median(rounds, r => r.Images / r.Job));
            yield return Line($"{prefix}.vs_bottleneck", Median(rounds, r => r.Slowest / r.Job));
            yield return Line($"{prefix}.vs_in_turn", Median(rounds, r => r.Sum / r.Job));
            if (workload.Large) continue;
            yield return Line($"{prefix}.vs_naive_batched", Median(rounds, r => r.NaiveBatched!.Value / r.Job));
            yield return Line($"{prefix}.vs_one_thread", Median(rounds, r => r.OneThread!.Value / r.Job));
            yield return Line($"{prefix}.vs_naive", Median(rounds, r => r.Naive!.Value / r.Job));
        }
        if (slope is { } megabytes) yield return Line("restore.rss_mb_per_10k", megabytes);
    }

    private static IReadOnlyList<(string Name, Func<RestoreRound, double?> Seconds)> Rows { get; } =
    [
        ("job", r => r.Job),
        ("decode alone", r => r.Decode),
        ("network alone", r => r.Infer),
        ("encode alone", r => r.Encode),
        ("all three in turn", r => r.Sum),
        ("loop, all tiles of an image together", r => r.NaiveBatched),
        ("loop, tile by tile", r => r.Naive),
        ("loop, all tiles together, the network on one thread", r => r.OneThread),
    ];

    private static string PerSecond(double images) => images.ToString(images < 10 ? "0.000" : "0.0", CultureInfo.InvariantCulture);

    private static string Line(string name, double value) => string.Create(CultureInfo.InvariantCulture, $"{name} {value:0.00}");

    private static double Median(IReadOnlyList<RestoreRound> rounds, Func<RestoreRound, double> value)
    {
        double[] sorted = [.. rounds.Select(value).Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
