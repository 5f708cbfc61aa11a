namespace Ign.MLNet.Benchmarks;

/// <summary>Compares the pipeline stage with ML.NET's own and with a bare loop, for each network and number of threads.</summary>
internal sealed class PipelineBenchmark(PipelineSettings settings, Action<string> report)
{
    // An image through the paper's network is about eight times the work of one through the shipped model.
    private const int LargeShare = 4;
    private const int Looks = 2;
    private static readonly int[] s_batches = [1, 16, 64, 256];
    private static readonly int[] s_quickBatches = [1, 16];

    internal IReadOnlyList<Comparison> Run(CancellationToken cancellationToken)
    {
        string folder = Directory.CreateTempSubdirectory("ign-bench-").FullName;
        try
        {
            BenchNetwork[] networks = [BenchNetwork.Shipped(settings.Rows), BenchNetwork.Paper(folder, Math.Max(settings.Rows / LargeShare, 1))];
            return [.. networks.SelectMany(network => settings.Threads.Select(threads => Compare(network, threads, cancellationToken)))];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private Comparison Compare(BenchNetwork network, int threads, CancellationToken cancellationToken)
    {
        string title = $"{network.Name}, {threads} {(threads == 1 ? "thread" : "threads")}";
        report($"{title}: loading, comparing results");
        using var lineup = new Lineup(network, threads);
        // The stage never reaches a batch size that the data does not fill.
        int[] batches = [.. (settings.Quick ? s_quickBatches : s_batches).Where(b => b <= network.Rows)];
        lineup.Fill(batches, Looks);
        int passes = settings.Rounds * lineup.Contenders.Count, done = 0;
        Rounds.Run(lineup.Contenders, settings.Rounds, seed: 3, () => report($"{title}: pass {++done} of {passes}"), cancellationToken);
        return new Comparison(network, threads, lineup.MaxDifference, lineup.Contenders);
    }
}
