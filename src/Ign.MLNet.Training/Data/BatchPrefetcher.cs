using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace Ign.MLNet.Training;

/// <summary>
/// Prepares the next batches on a thread of its own while a step runs. A batch is a function of its position, so that the training sees the
/// same numbers as without.
/// </summary>
internal sealed class BatchPrefetcher : IDisposable
{
    /// <summary>Batches that wait at most; one more is being prepared.</summary>
    internal const int Ahead = 1;

    private readonly BlockingCollection<PreparedBatch> _ready = new(Ahead);
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread? _thread;
    private readonly IEnumerator<PreparedBatch> _batches;
    private readonly TimeProvider _clock;
    private readonly BatchLoader _loader;
    private ExceptionDispatchInfo? _failure;
    private PreparedBatch? _taken;

    /// <param name="loader">What prepares; nobody else may use it meanwhile.</param>
    /// <param name="first">Position of the first batch.</param>
    /// <param name="end">Position at which the training ends.</param>
    /// <param name="batchSize">Images a batch; the last one may be smaller.</param>
    /// <param name="ahead">Whether it is done ahead; otherwise <see cref="Take"/> prepares, and its time counts as waiting.</param>
    /// <param name="clock">What measures the waiting; null for that of the system.</param>
    internal BatchPrefetcher(BatchLoader loader, long first, long end, int batchSize, bool ahead = true, TimeProvider? clock = null)
    {
        _clock = clock ?? TimeProvider.System;
        _loader = loader;
        _batches = Batches(loader, first, end, batchSize).GetEnumerator();
        if (!ahead) return;
        _thread = new Thread(Prepare) { IsBackground = true, Name = "ign batches" };
        _thread.Start();
    }

    /// <summary>Time for which <see cref="Take"/> has waited so far.</summary>
    internal TimeSpan Waited { get; private set; }

    /// <summary>Whether a batch waits to be taken.</summary>
    internal bool IsReady => _ready.Count > 0;

    /// <summary>The next batch; waits until it is ready. It may be read until the next call, which uses its arrays again.</summary>
    /// <exception cref="InvalidOperationException">There is none left. Whatever preparing one threw, is thrown here.</exception>
    internal PreparedBatch Take()
    {
        if (_taken is not null) _loader.Reuse(_taken);
        _taken = null; // also where none is left
        return _taken = Next();
    }

    private PreparedBatch Next()
    {
        if (_ready.TryTake(out var batch)) return batch;
        long start = _clock.GetTimestamp();
        bool found = _thread is null ? _batches.MoveNext() : _ready.TryTake(out batch, Timeout.Infinite);
        if (_thread is null && found) batch = _batches.Current;
        Waited += _clock.GetElapsedTime(start);
        if (found) return batch!;
        _failure?.Throw();
        throw new InvalidOperationException("There is no batch left.");
    }

    /// <summary>Stops after the batch that is being prepared.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        _thread?.Join();
        _batches.Dispose();
        _ready.Dispose();
        _stop.Dispose();
    }

    private static IEnumerable<PreparedBatch> Batches(BatchLoader loader, long first, long end, int batchSize)
    {
        for (long position = first; position < end; position += batchSize) yield return loader.Prepare(position, (int)Math.Min(batchSize, end - position));
    }

    private void Prepare()
    {
        try
        {
            while (_batches.MoveNext()) _ready.Add(_batches.Current, _stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
        }
#pragma warning disable CA1031 // Whatever it is, the thread that trains has to get it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _failure = ExceptionDispatchInfo.Capture(e);
        }
        finally
        {
            _ready.CompleteAdding();
        }
    }
}
