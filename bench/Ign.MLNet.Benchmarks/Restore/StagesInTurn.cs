using System.Diagnostics;
using Ign.MLNet.Restoration;

namespace Ign.MLNet.Benchmarks;

/// <summary>Each stage of a job alone, with all threads, over all images of a part: what it could do if it never had to wait.</summary>
internal sealed class StagesInTurn(RestorationOptions options, IgnProjector projector)
{
    private readonly RestorationOptions _options = options;

    /// <summary>Runs the three stages one after another.</summary>
    /// <returns>Seconds of each.</returns>
    internal (double Decode, double Infer, double Encode) Run(RestorePart part)
    {
        var files = new FileOperations();
        string state = Path.Join(_options.OutputFolder, ".ign");
        Directory.CreateDirectory(state);
        using var journal = RestorationJournal.Open(files, Path.Join(state, "journal.jsonl"));
        int overlap = Pieces.DefaultOverlap(_options.Model.Shape);
        var fit = _options.Fit!.Value;
        var run = new RunSetup(_options, fit, overlap, RestorationKey.Of(_options, fit, overlap), files, journal, new OutputWriter(files, RealPath.Of(_options.OutputFolder), ""));
        WorkItem[] items = [.. part.Paths.Select(p => new WorkItem(new FoundFile(p, 0)))];
        var decode = new DecodeStage(run, new Budget(long.MaxValue), new Budget(long.MaxValue), CancellationToken.None);
        var encode = new EncodeStage(run);
        try
        {
            double decoding = Each(items, Threads.Decoding(_options), item => decode.Work(item));
            double inferring = Groups(items);
            return (decoding, inferring, Each(items, Threads.Encoding(_options), item => encode.Work(item)));
        }
        finally
        {
            foreach (var item in items) item.Dispose();
        }
    }

    private static double Each(WorkItem[] items, int threads, Action<WorkItem> work)
    {
        int next = -1;
        return Timed(threads, () =>
        {
            for (int i; (i = Interlocked.Increment(ref next)) < items.Length;) work(items[i]);
        });
    }

    /// <summary>Images in groups of at least a batch of pieces, as a job makes them.</summary>
    private double Groups(WorkItem[] items)
    {
        var waiting = new Queue<WorkItem>(items);
        return Timed(Threads.Inferring(_options), () =>
        {
            var stage = new InferStage(projector, _options);
            for (var group = Next(); group.Count > 0; group = Next()) stage.Work(group);
        });

        List<WorkItem> Next()
        {
            var group = new List<WorkItem>();
            lock (waiting)
            {
                for (int pieces = 0; pieces < _options.Inference.BatchSize && waiting.TryDequeue(out var item); pieces += item.Pieces!.Count) group.Add(item);
            }
            return group;
        }
    }

    private static double Timed(int threads, Action work)
    {
        long start = Stopwatch.GetTimestamp();
        Task.WaitAll([.. Enumerable.Range(0, threads).Select(_ => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))]);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
