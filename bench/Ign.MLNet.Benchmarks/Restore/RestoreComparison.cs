using System.Diagnostics;
using Ign.MLNet.Restoration;

namespace Ign.MLNet.Benchmarks;

/// <summary>One workload: the job, its stages alone and two loops, over the same files in interleaved rounds.</summary>
internal sealed class RestoreComparison(RestoreWorkload workload, string folder, IReadOnlyList<RestorePart> parts) : IDisposable
{
    private readonly IgnProjector _all = new(workload.Model);
    private readonly IgnProjector _single = new(workload.Model, new IgnProjectorOptions { IntraOpThreads = 1 });
    private int _runs;

    /// <summary>Runs all rounds, after one that only warms up.</summary>
    internal async Task<IReadOnlyList<RestoreRound>> RunAsync(RestorePart warmUp, Action done, CancellationToken cancellation)
    {
        var random = new Random(1);
        await Round(warmUp, random).ConfigureAwait(false);
        var rounds = new List<RestoreRound>();
        foreach (var part in parts)
        {
            cancellation.ThrowIfCancellationRequested();
            rounds.Add(await Round(part, random).ConfigureAwait(false));
            done();
        }
        return rounds;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _all.Dispose();
        _single.Dispose();
    }

    private async Task<RestoreRound> Round(RestorePart part, Random random)
    {
        double job = 0;
        double? naive = null, batched = null, oneThread = null;
        (double Decode, double Infer, double Encode) stages = default;
        Func<Task>[] stagesAndJob =
        [
            async () => job = await Job(part).ConfigureAwait(false),
            () => Done(stages = new StagesInTurn(Options(part), _single).Run(part)),
        ];
        Func<Task>[] loops =
        [
            () => Done(naive = new NaiveLoop(Options(part), _all, batched: false).Run(part)),
            () => Done(oneThread = new NaiveLoop(Options(part), _single, batched: true).Run(part)),
            () => Done(batched = new NaiveLoop(Options(part), _all, batched: true).Run(part)),
        ];
        Func<Task>[] order = workload.Large ? stagesAndJob : [.. stagesAndJob, .. loops];
        random.Shuffle(order);
        foreach (var contender in order)
        {
            Rounds.Settle();
            await contender().ConfigureAwait(false);
            Directory.Delete(Output, recursive: true);
        }
        return new RestoreRound(part.Images, job, stages.Decode, stages.Infer, stages.Encode, naive, batched, oneThread);
    }

    private async Task<double> Job(RestorePart part)
    {
        await using var job = await RestorationJob.OpenAsync(Options(part)).ConfigureAwait(false);
        await job.ForecastAsync(1).ConfigureAwait(false); // opens the network, as the others have it open
        long start = Stopwatch.GetTimestamp();
        var summary = await job.RunAsync().ConfigureAwait(false);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        if (summary.Done != part.Images)
            throw new InvalidOperationException(
                $"Expected {part.Images} results, got {summary.Done}; the first failure: {(summary.Failures is [var failure, ..] ? failure : null)}");
        return seconds;
    }

    private string Output => Path.Combine(folder, $"out{_runs}");

    private RestorationOptions Options(RestorePart part)
    {
        _runs++;
        Directory.CreateDirectory(Output);
        return new RestorationOptions
        {
            Model = workload.Model,
            InputFolder = part.Folder,
            OutputFolder = Output,
            Fit = workload.Fit,
            ReportFolder = Path.Join(Output, "ign-report"),
        };
    }

    private static Task Done<T>(T result)
    {
        _ = result;
        return Task.CompletedTask;
    }
}
