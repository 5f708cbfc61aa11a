using System.Collections.Concurrent;
using System.Diagnostics;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Restoration;

/// <summary>One pass over the files of a plan: batches are opened, decoded, projected and written.</summary>
internal sealed class RestorationRun(RestorationJob job, RestorationPlan plan, IgnProjector projector, IProgress<RestoreProgress>? progress, CancellationToken cancellation)
{
    /// <summary>Bounds the memory of a batch of large images.</summary>
    private const long BatchPixels = 32_000_000;

    private readonly List<RestorationItem> _items = [];
    private readonly ConcurrentDictionary<string, string?> _folderErrors = new();
    private readonly ParallelOptions _parallel = new() { CancellationToken = cancellation, MaxDegreeOfParallelism = job.Threads > 0 ? job.Threads : Environment.ProcessorCount };
    private readonly long _started = Stopwatch.GetTimestamp();

    internal RestorationSummary Run()
    {
        bool complete = false;
        try
        {
            foreach (var settled in plan.Files.Where(f => f.Verdict is not null)) Finish(settled.Verdict!);
            var waiting = new Queue<FoundFile>(plan.Files.Where(f => f.Verdict is null));
            while (waiting.Count > 0) Restore(waiting);
            complete = true;
        }
        finally
        {
            if (job.ReportFile is not null) RestorationReport.Write(job, Summary(), plan.Files.Count, complete);
        }
        return Summary();
    }

    private void Restore(Queue<FoundFile> waiting)
    {
        var batch = new List<OpenItem>();
        try
        {
            Fill(batch, waiting);
            if (batch.Count == 0) return;
            int size = projector.Shape.Size;
            var input = new float[batch.Count * size];
            Parallel.For(0, batch.Count, _parallel, i => Attempt(batch[i], item => item.Image.ToModel(input.AsSpan(i * size, size), job.Model.Card)));
            // An item that failed keeps zeros in the batch; images do not influence each other.
            cancellation.ThrowIfCancellationRequested();
            var output = projector.Project(input, job.Applications);
            var further = projector.Project(output);
            Parallel.For(0, batch.Count, _parallel, i => Attempt(batch[i], item =>
                Commit(item, input.AsSpan(i * size, size), output.AsSpan(i * size, size), further.AsSpan(i * size, size))));
        }
        finally
        {
            foreach (var item in batch) item.Image.Dispose();
        }
    }

    /// <summary>Opens files until the batch is full; what cannot be opened, or need not be, is finished here.</summary>
    private void Fill(List<OpenItem> batch, Queue<FoundFile> waiting)
    {
        long pixels = 0;
        while (batch.Count < job.Inference.BatchSize && pixels < BatchPixels && waiting.TryDequeue(out var file))
        {
            cancellation.ThrowIfCancellationRequested();
            string target = Path.Join(plan.Output, file.Path);
            if (!job.Overwrite && File.Exists(target))
            {
                Finish(new RestorationItem(file.Path, RestorationOutcome.Skipped, "the output exists already"));
                continue;
            }
            try
            {
                var image = RestorableImage.Open(file.FullPath, job.MaxPixels);
                batch.Add(new OpenItem(file.Path, target, image));
                pixels += image.PixelCount;
            }
            catch (Exception e) when (IsItemFailure(e))
            {
                Finish(Failed(file.Path, e));
            }
        }
    }

    private void Commit(OpenItem item, ReadOnlySpan<float> input, ReadOnlySpan<float> output, ReadOnlySpan<float> further)
    {
        double change = 0;
        for (int i = 0; i < output.Length; i++)
        {
            if (!float.IsFinite(output[i])) throw new ImageFileException("became NaN or infinity in the model.");
            change += Math.Abs((double)further[i] - output[i]);
        }
        var quality = new RestorationQuality(IgnProjector.Displacement(input, output), change / output.Length);
        var file = item.Image.Encode(output, job.Model.Card);
        string folder = Path.GetDirectoryName(item.Target)!;
        if (_folderErrors.GetOrAdd(folder, CreateFolder) is { } error) throw new ImageFileException(error);
        AtomicFile.WriteAllBytes(item.Target, file);
        Finish(new RestorationItem(item.Path, RestorationOutcome.Done, Quality: quality));
    }

    /// <summary>Makes an output folder; a link inside the output must not lead the results elsewhere.</summary>
    private string? CreateFolder(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            return RealPath.IsWithin(RealPath.Of(folder), plan.Output) ? null : $"would be written outside of the output folder: '{folder}' is a link.";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"cannot be written: {e.Message}";
        }
    }

    private void Attempt(OpenItem item, Action<OpenItem> step)
    {
        if (item.Failed) return;
        try
        {
            if (CheckSize(item.Image) is { } mismatch) throw new ImageFileException(mismatch);
            step(item);
        }
        catch (Exception e) when (IsItemFailure(e))
        {
            item.Failed = true;
            Finish(Failed(item.Path, e));
        }
    }

    private string? CheckSize(RestorableImage image)
    {
        var shape = projector.Shape;
        return job.Fit == FitMode.Resize || (image.Width == shape.Width && image.Height == shape.Height)
            ? null
            : $"has {image.Width}x{image.Height} pixels, but the model takes {shape.Width}x{shape.Height} (fit mode Resize would resize it).";
    }

    private void Finish(RestorationItem item)
    {
        lock (_items)
        {
            _items.Add(item);
            progress?.Report(new RestoreProgress(_items.Count, plan.Files.Count, item));
        }
    }

    private RestorationSummary Summary()
    {
        lock (_items)
        {
            return new RestorationSummary([.. _items.OrderBy(i => i.Path, StringComparer.Ordinal)], projector.Execution, Stopwatch.GetElapsedTime(_started));
        }
    }

    private static bool IsItemFailure(Exception e) => e is ImageFileException or IOException or UnauthorizedAccessException;

    private static RestorationItem Failed(string path, Exception e) => new(path, RestorationOutcome.Failed, e.Message.ReplaceLineEndings(" "));

    private sealed record OpenItem(string Path, string Target, RestorableImage Image)
    {
        internal bool Failed { get; set; }
    }
}
