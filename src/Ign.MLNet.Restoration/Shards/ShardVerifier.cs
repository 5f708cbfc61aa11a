using Ign.MLNet.Networks;

namespace Ign.MLNet.Restoration;

/// <summary>
/// Holds what the shards report against the manifest and the output folder, one shard after the other. The manifest is in the order of paths, so that no
/// file can be in two shards; memory is that of the largest shard.
/// </summary>
internal sealed class ShardVerifier(ShardedPlan plan, Action<RestorationItem> add, IProgress<string>? problems, CancellationToken cancellation)
{
    private readonly SortedSet<int> _unfinished = [], _retryable = [];
    private readonly List<ShardResult> _results = [];
    private readonly RestorationTally _tally = new();
    private string _last = "";
    private long _problems;

    internal ShardVerification Run()
    {
        for (int shard = 0; shard < plan.Shards; shard++) Verify(shard);
        foreach (var (path, shard) in Leftovers.Of(plan))
        {
            cancellation.ThrowIfCancellationRequested();
            // A shard that runs again removes its own.
            if (!_unfinished.Contains(shard)) Problem($"'{path}' is left in the output folder by a run of shard {shard} that was killed; delete it");
        }
        return new ShardVerification(_tally.Counts with { Found = plan.Files })
        {
            Shards = plan.Shards,
            Unreadable = _tally.Unreadable,
            Problems = _problems,
            Unfinished = [.. _unfinished],
            Retryable = [.. _retryable.Except(_unfinished)],
        };
    }

    /// <summary>The shards together as one job.</summary>
    internal RestorationSummary Summary() => _tally.Summary(
        plan.Files,
        _results.Count > 0 ? _results[0].Execution : new IgnExecution(ExecutionProvider.Cpu, -1, 0),
        _results.Count > 0 ? _results.Max(r => r.Finished) - _results.Min(r => r.Started) : TimeSpan.Zero);

    private void Verify(int shard)
    {
        cancellation.ThrowIfCancellationRequested();
        if (Lines(shard) is not { } lines) return;
        if (ShardReportLines.WhyUnfinished(plan, shard, out var result) is { } why)
        {
            Unfinished(shard, $"{why} ({plan.Document.Shards[shard].Images:N0} images)");
            foreach (var line in lines.Where(l => !l.IsImage)) Add(line.Item);
            return;
        }
        _results.Add(result!);
        var reported = ShardReportLines.Read(plan, shard, problem => Unfinished(shard, problem));
        var items = new RestorationItem?[lines.Count];
        for (int i = 0; i < items.Length; i++)
        {
            if (!lines[i].IsImage) items[i] = lines[i].Item;
            else if (reported.Remove(lines[i].Path, out var item)) items[i] = OutputCheck.Settled(item);
            else Unfinished(shard, $"'{lines[i].Path}' is missing in its report");
        }
        foreach (string path in reported.Keys) Unfinished(shard, $"its report has '{path}', which is none of its files");
        string?[] wrong = Check(items);
        for (int i = 0; i < items.Length; i++)
        {
            if (wrong[i] is { } problem) Unfinished(shard, problem);
            else if (items[i] is { } item && (!lines[i].IsImage || !IsForeign(shard, item))) Add(item);
            if (lines[i].IsImage && items[i] is { Retryable: true }) _retryable.Add(shard);
        }
    }

    /// <summary>
    /// Whether an image was left alone for a file that is not the plan's. To run its shard again changes nothing as long as that file is there.
    /// </summary>
    private bool IsForeign(int shard, RestorationItem item)
    {
        if (!OutputCheck.IsForeign(item)) return false;
        if (OutputCheck.IsThere(plan, item))
            Problem($"shard {shard}: the result of '{item.Path}' is not this plan's ({item.Reason}): delete it or plan with --overwrite");
        else Unfinished(shard, $"'{item.Path}' was skipped ({item.Reason}), and that output is gone");
        return true;
    }

    private IReadOnlyList<ManifestLine>? Lines(int shard)
    {
        try
        {
            var lines = plan.Lines(shard);
            if (string.CompareOrdinal(_last, lines[0].Path) >= 0)
                throw new IgnFormatException($"the manifest is out of order at '{lines[0].Path}'; make the plan again.");
            _last = lines[^1].Path;
            return lines;
        }
        catch (Exception e) when (e is IgnFormatException or IOException)
        {
            Problem($"shard {shard}: {e.Message}");
            return null;
        }
    }

    /// <summary>Reading the results is what takes time, and a network file system serves several readers better than one.</summary>
    private string?[] Check(RestorationItem?[] items)
    {
        var wrong = new string?[items.Length];
        var options = new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount };
        Parallel.For(0, items.Length, options, i => wrong[i] = items[i] is { } item ? OutputCheck.Problem(plan, item) : null);
        return wrong;
    }

    private void Add(RestorationItem item)
    {
        add(item);
        _tally.Add(item);
    }

    private void Unfinished(int shard, string problem)
    {
        _unfinished.Add(shard);
        Problem($"shard {shard}: {problem}");
    }

    private void Problem(string problem)
    {
        _problems++;
        problems?.Report(problem);
    }
}
