using System.Collections.Concurrent;
using Ign.MLNet.Networks;
using Microsoft.ML.OnnxRuntime;

namespace Ign.MLNet;

/// <summary>
/// One loaded network that transformers, cursors and projectors share. It lives as long as someone holds a lease, so disposing a
/// transformer does not pull the network from under a cursor that is still reading. A session whose holders were all forgotten is collected.
/// </summary>
internal sealed class SharedSession
{
    private static int s_alive;

    private readonly NativeSession _session;
    private readonly Lazy<NativeSession>? _narrow;
    private readonly string[] _inputNames;
    private readonly string[] _outputNames;
    private readonly ConcurrentBag<ImageBatch> _idle = [];
    private int _leases;
    private long _runs;
    private long _images;

    /// <param name="model">The network.</param>
    /// <param name="session">It in ONNX Runtime, on all of the execution's threads.</param>
    /// <param name="execution">How it runs.</param>
    /// <param name="narrow">
    /// Opens it on one thread, for the cursors of a set: each runs on a thread of its own, and operators that are split among all of them get in each
    /// other's way. Null where that is not so.
    /// </param>
    internal SharedSession(IgnModel model, NativeSession session, IgnExecution execution, Func<NativeSession>? narrow = null)
    {
        _narrow = narrow is null ? null : new Lazy<NativeSession>(narrow);
        Model = model;
        Execution = execution;
        _session = session;
        _inputNames = [model.InputName];
        _outputNames = [model.OutputName];
        Interlocked.Increment(ref s_alive);
    }

    /// <summary>Sessions of this process that have not been disposed.</summary>
    internal static int Alive => Volatile.Read(ref s_alive);

    internal IgnModel Model { get; }

    internal IgnExecution Execution { get; }

    /// <summary>Inferences so far.</summary>
    internal long Runs => Interlocked.Read(ref _runs);

    /// <summary>Images that went through the network so far, each application counted.</summary>
    internal long Images => Interlocked.Read(ref _images);

    /// <summary>Whether some holder has run the network beside others, on one thread.</summary>
    internal bool HasRunBesideOthers => _narrow is { IsValueCreated: true };

    /// <summary>The lease of the one who opened the session.</summary>
    internal SessionLease FirstLease()
    {
        _leases = 1;
        return new SessionLease(this);
    }

    /// <summary>Takes a further lease, or returns <see langword="null"/> if the last one has been given back.</summary>
    internal SessionLease? TryLease()
    {
        int leases = Volatile.Read(ref _leases);
        while (leases > 0)
        {
            int seen = Interlocked.CompareExchange(ref _leases, leases + 1, leases);
            if (seen == leases) return new SessionLease(this);
            leases = seen;
        }
        return null;
    }

    /// <summary>Called once by each lease.</summary>
    internal void Release()
    {
        if (Interlocked.Decrement(ref _leases) > 0) return;
        while (_idle.TryTake(out var batch)) batch.Dispose();
        if (HasRunBesideOthers) _narrow!.Value.Dispose();
        _session.Dispose();
        Interlocked.Decrement(ref s_alive);
    }

    /// <summary>Buffers for at least that many images, to be given back with <see cref="Return"/>. The caller holds a lease.</summary>
    /// <exception cref="ArgumentException">The network takes no images of that shape.</exception>
    internal ImageBatch Rent(TensorShape image, int capacity)
    {
        if (_idle.TryTake(out var idle))
        {
            if (idle.Capacity >= capacity && idle.Image == image) return idle;
            idle.Dispose();
        }
        return new ImageBatch(Model, image, capacity);
    }

    /// <summary>Keeps buffers for the next cursor or call: as many as threads can use at once, so that a burst does not keep its memory for ever.</summary>
    internal void Return(ImageBatch batch)
    {
        if (_idle.Count >= Environment.ProcessorCount) batch.Dispose();
        else _idle.Add(batch);
    }

    /// <summary>Applies the network once. The caller holds a lease.</summary>
    /// <param name="options">Options of ONNX Runtime.</param>
    /// <param name="input">Images.</param>
    /// <param name="output">Receives their projections.</param>
    /// <param name="images">How many images.</param>
    /// <param name="besideOthers">Whether other inferences run at the same time, so that this one should use one thread.</param>
    internal void Run(RunOptions options, OrtValue[] input, OrtValue[] output, int images, bool besideOthers)
    {
        var session = besideOthers && _narrow is not null ? _narrow.Value : _session;
        session.Session.Run(options, _inputNames, input, _outputNames, output);
        Interlocked.Increment(ref _runs);
        Interlocked.Add(ref _images, images);
    }
}
