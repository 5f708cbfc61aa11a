using System.Collections.Concurrent;

namespace Ign.MLNet;

/// <summary>
/// Finds the session that already runs a model in the same way, so that stages and projectors share one, also those that nobody disposes. The pool
/// itself keeps none alive.
/// </summary>
internal static class SessionPool
{
    private static readonly ConcurrentDictionary<Key, Slot> s_slots = new();

    /// <summary>A lease of the session for that model and execution, opened if there is none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="IgnRuntimeException">ONNX Runtime cannot run as asked.</exception>
    internal static SessionLease Open(IgnModel model, IgnProjectorOptions options)
    {
        options.CheckFor(model.Shape);
        var key = new Key(model.Hash, options.Provider, options.DeviceId, SessionFactory.Threads(options), options.FallBackToCpu, options.ConfigureSession);
        var slot = s_slots.GetOrAdd(key, static _ => new Slot());
        var lease = slot.Open(model, options);
        if (lease.Session.Execution.FallbackReason is { } reason) options.Say($"Projections run on the processor: {reason}.");
        return lease;
    }

    /// <summary>All that makes two sessions different; equal files are one model.</summary>
    private sealed record Key(string Hash, ExecutionProvider Provider, int Device, int Threads, bool FallBack, Delegate? Configure);

    private sealed class Slot
    {
        private readonly WeakReference<SharedSession?> _session = new(null);

        internal SessionLease Open(IgnModel model, IgnProjectorOptions options)
        {
            // Others who ask for the same wait for the one who opens it; no one else does.
            lock (_session)
            {
                if (_session.TryGetTarget(out var session) && session.TryLease() is { } shared) return shared;
                session = SessionFactory.Open(model, options);
                _session.SetTarget(session);
                return session.FirstLease();
            }
        }
    }
}
