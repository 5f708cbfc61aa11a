using System.Collections.Concurrent;
using System.Diagnostics;

namespace Ign.MLNet.Restoration;

/// <summary>
/// One pass over the files of a job, in three stages that work side by side: decode, infer, encode. Each hands its images to the next through a bounded
/// queue, and together they hold no more pixels than the budget.
/// </summary>
internal sealed class RestorationRun : IDisposable
{
    /// <summary>
    /// How long an inference that is not full waits for the next image, in milliseconds. On a processor the wait costs nothing, since the cores decode meanwhile;
    /// it must end by itself, since the decoders may be waiting for the room that this batch holds.
    /// </summary>
    private const int Patience = 15;

    /// <summary>Bytes of files that are read and not decoded yet, and of those that may be copied.</summary>
    private const long FileBytesInWork = 256L << 20;

    private readonly RunSetup _run;
    private readonly IReadOnlyList<FoundFile> _files;
    private readonly IgnProjector _projector;
    private readonly RunLedger _ledger;
    private readonly CancellationToken _cancellation;
    private readonly CancellationTokenSource _abort = new();
    private readonly CancellationTokenSource _stop;
    private readonly Budget _budget;
    private readonly Budget _fileBytes = new(FileBytesInWork);
    private readonly DecodeStage _decode;
    private readonly EncodeStage _encode;
    private readonly Queue<FoundFile> _waiting;
    private readonly BlockingCollection<WorkItem> _decoded;
    private readonly BlockingCollection<WorkItem> _projected;

    /// <param name="run">What all stages share.</param>
    /// <param name="files">All files.</param>
    /// <param name="projector">The network.</param>
    /// <param name="report">Receives every item; null for none.</param>
    /// <param name="progress">Is told of every item.</param>
    /// <param name="cancellation">Lets no further image begin; those that have reached the network are finished.</param>
    internal RestorationRun(RunSetup run, IReadOnlyList<FoundFile> files, IgnProjector projector, RestorationReport? report, IProgress<RestoreProgress>? progress, CancellationToken cancellation)
    {
        _run = run;
        _projector = projector;
        _cancellation = cancellation;
        _ledger = new RunLedger(files, report, progress, Bottleneck);
        _files = files;
        _waiting = new Queue<FoundFile>(files.Where(f => f.IsImage));
        _stop = CancellationTokenSource.CreateLinkedTokenSource(_abort.Token, cancellation);
        _budget = new Budget(run.Options.MaxPixelsInWork);
        _decode = new DecodeStage(run, _budget, _fileBytes, _stop.Token);
        _encode = new EncodeStage(run);
        // Room for two batches of small images; large ones are held back by the budget.
        _decoded = new BlockingCollection<WorkItem>(2 * run.Options.Inference.BatchSize);
        _projected = new BlockingCollection<WorkItem>(2 * Threads.Encoding(run.Options));
    }

    /// <summary>Runs to the end, or until it is cancelled.</summary>
    /// <exception cref="RestorationStoppedException">The run cannot go on.</exception>
    internal async Task RunAsync()
    {
        foreach (var settled in _files.Where(f => !f.IsImage)) _ledger.Finish(settled, settled.Settled);
        var stages = StageWorkers.WhenAll(
            new StageWorkers(Threads.Decoding(_run.Options), Decode, _decoded.CompleteAdding, _abort),
            new StageWorkers(Threads.Inferring(_run.Options), Infer, _projected.CompleteAdding, _abort),
            new StageWorkers(Threads.Encoding(_run.Options), Encode, () => { }, _abort));
        try
        {
            await stages.ConfigureAwait(false);
        }
        catch (Exception) when (_abort.IsCancellationRequested)
        {
            // Others were only told to stop; the one that began it says why.
            throw stages.Exception!.Flatten().InnerExceptions.OrderBy(e => e is OperationCanceledException).First();
        }
        finally
        {
            foreach (var item in _decoded.Concat(_projected)) item.Dispose();
        }
    }

    /// <summary>What the run has come to.</summary>
    internal RestorationSummary Summary() => _ledger.Summary(_projector.Execution);

    /// <summary>Whether the report has all that happened so far; not after it could not be written once.</summary>
    internal bool ReportIsWhole => _ledger.ReportIsWhole;

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Dispose();
        _abort.Dispose();
        _decoded.Dispose();
        _projected.Dispose();
    }

    private void Decode()
    {
        while (Next() is { } file)
        {
            var item = new WorkItem(file);
            try
            {
                if (Attempt(item, () => DecodeTimed(item)) is { } end) End(item, end);
                else Hand(item, _decoded);
            }
            catch (OperationCanceledException) when (!_abort.IsCancellationRequested)
            {
                Drop(item); // it was still waiting for room
                return;
            }
        }
    }

    private StageEnd? DecodeTimed(WorkItem item)
    {
        StageEnd? end = null;
        WorkItem.Timed(time => item.Decoding += time, () => end = _decode.Work(item));
        if (item.Bytes is null) ReturnFile(item);
        return end;
    }

    private void Infer()
    {
        var stage = new InferStage(_projector, _run.Options);
        var group = new List<WorkItem>();
        foreach (var first in _decoded.GetConsumingEnumerable(_abort.Token))
        {
            if (_cancellation.IsCancellationRequested)
            {
                Drop(first); // only decoded so far: quicker done again than waited for
                continue;
            }
            group.Add(first);
            try
            {
                for (int pieces = first.Pieces!.Count; pieces < _run.Options.Inference.BatchSize && !_cancellation.IsCancellationRequested && _decoded.TryTake(out var next, Patience); pieces += next.Pieces!.Count) group.Add(next);
                stage.Work(group);
                foreach (var item in group) Hand(item, _projected);
            }
            catch
            {
                foreach (var item in group) Drop(item);
                throw;
            }
            group.Clear();
        }
    }

    private void Encode()
    {
        foreach (var item in _projected.GetConsumingEnumerable(_abort.Token)) End(item, Attempt(item, () => new StageEnd(_encode.Work(item)))!);
    }

    private FoundFile? Next()
    {
        if (_cancellation.IsCancellationRequested || _abort.IsCancellationRequested) return null;
        lock (_waiting) return _waiting.TryDequeue(out var file) ? file : null;
    }

    private void Hand(WorkItem item, BlockingCollection<WorkItem> queue) => queue.Add(item, _abort.Token);

    /// <summary>Runs a step; what concerns the file alone becomes its end, and the rest ends the run.</summary>
    private StageEnd? Attempt(WorkItem item, Func<StageEnd?> step)
    {
        try
        {
            return step();
        }
        catch (Exception e) when (ItemFailure.Is(e))
        {
            string stands = item.ReplacesOwn ? " An earlier result still stands." : "";
            var failed = item.Item(RestorationOutcome.Failed, ItemFailure.Reason(e) + stands);
            if (ItemFailure.IsLasting(e) && item.InputHash is not null)
                _run.Record(new JournalEntry(_run.Key.Failure, OutputName.Of(item.File.Path, _run.Options.Format), item.InputTime, failed, item.ReplacesOwn ? item.Replaces : null));
            if (!ItemFailure.IsFullDisk(e)) return new StageEnd(failed);
            End(item, new StageEnd(failed));
            throw new RestorationStoppedException($"The disk of '{_run.Options.OutputFolder}' is full. What stands there is whole; make room and run this again to go on.", e);
        }
        catch
        {
            Drop(item);
            throw;
        }
    }

    private void End(WorkItem item, StageEnd end)
    {
        Drop(item);
        _ledger.Finish(item.File, end.Item, end.UpToDate);
    }

    private void Drop(WorkItem item)
    {
        item.Dispose();
        ReturnFile(item);
        if (item.Pixels > 0) _budget.Return(item.Pixels);
        item.Pixels = 0;
    }

    private void ReturnFile(WorkItem item)
    {
        if (item.FileBytes > 0) _fileBytes.Return(item.FileBytes);
        item.FileBytes = 0;
    }

    /// <summary>A stage whose own queue holds enough for all its threads is what the others wait for; the last of them counts.</summary>
    private RestorationStage Bottleneck()
    {
        if (_projected.Count >= Threads.Encoding(_run.Options)) return RestorationStage.Encode;
        return _decoded.Count >= Threads.Inferring(_run.Options) ? RestorationStage.Infer : RestorationStage.Decode;
    }
}
