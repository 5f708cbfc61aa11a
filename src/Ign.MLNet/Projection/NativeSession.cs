using Microsoft.ML.OnnxRuntime;

namespace Ign.MLNet;

/// <summary>
/// A session of ONNX Runtime whose memory the garbage collector is told of: the managed object is small, so without that many forgotten ones would
/// wait for a collection that nothing brings about.
/// </summary>
internal sealed class NativeSession : IDisposable
{
    // Measured for small networks: stacks of threads, the graph, the first block of the arena. Weights are held as read and as prepared.
    private const long Fixed = 4L << 20;
    private const int CopiesOfModel = 2;

    private static int s_alive;

    private readonly long _pressure;
    private int _told;

    /// <exception cref="OnnxRuntimeException">The graph is refused.</exception>
    internal NativeSession(byte[] model, SessionOptions options)
    {
        Session = new InferenceSession(model, options);
        _pressure = Fixed + CopiesOfModel * (long)model.Length;
        GC.AddMemoryPressure(_pressure);
        _told = 1;
        Interlocked.Increment(ref s_alive);
    }

    // The session's own finalizer releases the native part.
    ~NativeSession() => Forget();

    /// <summary>Sessions of this process that have been neither disposed nor collected.</summary>
    internal static int Alive => Volatile.Read(ref s_alive);

    internal InferenceSession Session { get; }

    public void Dispose()
    {
        Session.Dispose();
        Forget();
        GC.SuppressFinalize(this);
    }

    private void Forget()
    {
        if (Interlocked.Exchange(ref _told, 0) == 0) return;
        GC.RemoveMemoryPressure(_pressure);
        Interlocked.Decrement(ref s_alive);
    }
}
