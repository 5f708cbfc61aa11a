using System.Collections.Concurrent;
using System.Diagnostics;
using Ign.MLNet.Imaging;
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
        KnownPlace Known(string path) => new(files, path, "folder");
        string output = RealPath.Of(_options.OutputFolder);
        var run = new RunSetup(
            _options, fit, overlap, RestorationKey.Of(_options, fit, overlap), files, journal, Known(_options.InputFolder),
            new OutputWriter(files, output, state, [Known(output)], ""), TimeProvider.System);
        var decode = new DecodeStage(run, new PiecePlan(_options, fit, overlap, WorkMemory.Budget(_options, WorkMemory.Available)), new Budget(long.MaxValue),
            new Budget(long.MaxValue), CancellationToken.None);
        var encode = new EncodeStage(run);
        FoundFile[] found = [.. part.Paths.Select(p => new FoundFile(p, 0))];
        var decoded = new ConcurrentQueue<DecodedItem>();
        double decoding = Each(found, Threads.Decoding(_options), file =>
        {
            if (decode.TryDecode(file, out var item, out _)) decoded.Enqueue(item);
        });
        var projected = new ConcurrentQueue<ProjectedItem>();
        double inferring = Groups(decoded, projected);
        double encoding = Each([.. projected], Threads.Encoding(_options), item =>
        {
            using (item) encode.Encode(item);
        });
        return (decoding, inferring, encoding);
    }

    private static double Each<T>(T[] items, int threads, Action<T> work)
    {
        int next = -1;
        return Timed(threads, () =>
        {
            for (int i; (i = Interlocked.Increment(ref next)) < items.Length;) work(items[i]);
        });
    }

    /// <summary>Images in groups of at least a batch of pieces, as a job makes them.</summary>
    private double Groups(ConcurrentQueue<DecodedItem> waiting, ConcurrentQueue<ProjectedItem> projected)
    {
        return Timed(Threads.Inferring(_options), () =>
        {
            var stage = new InferStage(projector, _options, TimeProvider.System);
            for (var group = Next(); group.Count > 0; group = Next())
            {
                var projections = stage.Project([.. group.Select(item => item.Pieces)], (_, _, _) => { });
                for (int i = 0; i < group.Count; i++) projected.Enqueue(new ProjectedItem(group[i], projections[i]));
            }
        });

        List<DecodedItem> Next()
        {
            var group = new List<DecodedItem>();
            lock (waiting)
            {
                for (int pieces = 0; pieces < _options.Inference.BatchSize && waiting.TryDequeue(out var item); pieces += item.Pieces.Count) group.Add(item);
            }
            return group;
        }
    }

    private static double Timed(int threads, Action work)
    {
        long start = Stopwatch.GetTimestamp();
        Task.WaitAll(
            [.. Enumerable.Range(0, threads)
                .Select(_ => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))]);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
