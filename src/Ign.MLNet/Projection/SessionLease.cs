using Microsoft.ML.OnnxRuntime;

namespace Ign.MLNet;

/// <summary>The right to use a <see cref="SharedSession"/>; given back by <see cref="Dispose"/>, which may be called more than once.</summary>
internal sealed class SessionLease(SharedSession session) : IDisposable
{
    private int _disposed;

    internal SharedSession Session { get; } = session;

    internal bool IsDisposed => Volatile.Read(ref _disposed) != 0;

    /// <summary>Whether others run the network at the same time, each on a thread of its own, so that the holder should be content with one thread.</summary>
    internal bool BesideOthers { get; set; }

    /// <inheritdoc cref="SharedSession.Run"/>
    internal void Run(RunOptions options, OrtValue[] input, OrtValue[] output, int images) => Session.Run(options, input, output, images, BesideOthers);

    /// <summary>A further lease for something that may outlive the holder of this one.</summary>
    /// <param name="holder">Named in the exception.</param>
    /// <exception cref="ObjectDisposedException">This lease has been given back.</exception>
    internal SessionLease Share(object holder)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, holder);
        return Session.TryLease() ?? throw new ObjectDisposedException(holder.GetType().FullName);
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0) Session.Release();
    }
}
