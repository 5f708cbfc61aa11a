using Ign.MLNet.Imaging;

namespace Ign.MLNet.Restoration;

/// <summary>
/// One pass over the files of a job, in three stages that work side by side: decode, infer, encode. Each hands its images to the next through a bounded
/// queue, and together they hold no more pixels than the budget.
/// </summary>
internal sealed class RestorationRun : IDisposable
{
    /// <summary>Bytes of files that are read and not decoded yet, and of those that may be copied.</summary>
    private const long FileBytesInWork = 256L << 20;

    private readonly RunSetup _run;
    private readonly IReadOnlyList<FoundFile> _files;
    private readonly IgnProjector _projector;
    private readonly RunLedger _ledger;
    private readonly CancellationToken _cancellation;
    private readonly CancellationTokenSource _abort = new();
    private readonly CancellationTokenSource _stop;
    private readonly DecodeStage _decode;
    private readonly EncodeStage _encode;
    private readonly Queue<FoundFile> _waiting;
    private readonly StageQueue<DecodedItem> _decoded;
    private readonly StageQueue<ProjectedItem> _projected;

    /// <param name="run">What all stages share.</param>
    /// <param name="files">All files.</param>
    /// <param name="projector">The network.</param>
    /// <param name="report">Receives every item; null for none.</param>
    /// <param name="progress">Is told of every item.</param>
    /// <param name="cancellation">Lets no further image begin; those that have reached the network are finished.</param>
    internal RestorationRun(RunSetup run, IReadOnlyList<FoundFile> files, IgnProjector projector, JobReport? report, IProgress<RestoreProgress>? progress,
        CancellationToken cancellation)
    {
        _run = run;
        _projector = projector;
        _cancellation = cancellation;
        _ledger = new RunLedger(files, report, progress, Bottleneck, run.Time);
        _files = files;
        _waiting = new Queue<FoundFile>(files.Where(f => f.IsImage));
        _stop = CancellationTokenSource.CreateLinkedTokenSource(_abort.Token, cancellation);
        long memory = WorkMemory.Budget(run.Options, WorkMemory.Available);
        _decode = new DecodeStage(run, new PiecePlan(run.Options, run.Fit, run.Overlap, memory), new Budget(memory), new Budget(FileBytesInWork), _stop.Token);
        _encode = new EncodeStage(run);
        // Room for two batches of small images; large ones are held back by the budget.
        _decoded = new StageQueue<DecodedItem>(2 * run.Options.Inference.BatchSize);
        _projected = new StageQueue<ProjectedItem>(2 * Threads.Encoding(run.Options));
    }

    /// <summary>Runs to the end, or until it is cancelled.</summary>
    /// <exception cref="RestorationStoppedException">The run cannot go on.</exception>
    internal async Task RunAsync()
    {
        foreach (var settled in _files.Where(f => !f.IsImage)) _ledger.Finish(settled, new StageEnd(settled.Settled));
        var stages = StageWorkers.WhenAll(
            new StageWorkers(Threads.Decoding(_run.Options), Decode, _decoded.Close, _abort),
            new StageWorkers(Threads.Inferring(_run.Options), Infer, _projected.Close, _abort),
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
    }

    /// <summary>What the run has come to.</summary>
    internal RestorationSummary Summary() => _ledger.Summary(_projector.Execution);

    /// <summary>Tells that nothing but the report is left.</summary>
    internal void Reporting() => _ledger.Reporting();

    /// <summary>Whether the report has all that happened so far; not after it could not be written once.</summary>
    internal bool ReportIsWhole => _ledger.ReportIsWhole;

    /// <summary>Disposes what is left in the queues; <see cref="RunAsync"/> has ended, and with it all threads.</summary>
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
            try
            {
                if (_decode.TryDecode(file, out var decoded, out var end))
                {
                    _ledger.Decoded(file, decoded.Image.PixelCount);
                    _decoded.Hand(decoded, _abort.Token);
                }
                else
                {
                    _ledger.Finish(file, end);
                }
            }
            catch (OperationCanceledException) when (!_abort.IsCancellationRequested)
            {
                return; // it was still waiting for room
            }
        }
    }

    private void Infer()
    {
        var stage = new InferStage(_projector, _run.Options, _run.Time);
        int batch = _run.Options.Inference.BatchSize;
        // A piece that fills an inference alone stands for all that do together.
        int Weight(IPieces pieces) => pieces.Count * (batch / InferStage.Batch(_run.Options, pieces.Of(0).Shape));
        new InferLoop(_decoded, _projected, batch, Weight, _ledger.Projected, _cancellation, _abort.Token).Run(stage.Project);
    }

    private void Encode()
    {
        foreach (var item in _projected.Take(_abort.Token))
        {
            StageEnd end;
            using (item) end = _encode.Encode(item);
            _ledger.Finish(end);
        }
    }

    private FoundFile? Next()
    {
        if (_cancellation.IsCancellationRequested || _abort.IsCancellationRequested) return null;
        lock (_waiting) return _waiting.TryDequeue(out var file) ? file : null;
    }

    /// <summary>A stage whose own queue holds enough for all its threads is what the others wait for; the last of them counts.</summary>
    private RestorationStage Bottleneck()
    {
        if (_projected.Count >= Threads.Encoding(_run.Options)) return RestorationStage.Encode;
        // Where nothing is left to decode, nobody waits for it.
        return _decoded.Count >= Threads.Inferring(_run.Options) || _waiting.Count == 0 ? RestorationStage.Infer : RestorationStage.Decode;
    }
}
