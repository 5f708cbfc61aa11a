namespace Ign.MLNet.Restoration;

/// <summary>Bounds what all images in work hold together. One that takes more than the budget waits until it is alone.</summary>
/// <param name="limit">The budget, at least 1.</param>
internal sealed class Budget(long limit)
{
    private readonly object _lock = new();
    private long _used;

    /// <summary>Waits until there is room, and takes it.</summary>
    /// <exception cref="OperationCanceledException">The job stops.</exception>
    internal Lease Take(long amount, CancellationToken cancellation)
    {
        using var wake = cancellation.UnsafeRegister(static budget => ((Budget)budget!).Wake(), this);
        lock (_lock)
        {
            while (_used > 0 && _used + amount > limit)
            {
                cancellation.ThrowIfCancellationRequested();
                Monitor.Wait(_lock);
            }
            _used += amount;
            return new Lease(this, amount);
        }
    }

    /// <summary>Gives back what was taken; for <see cref="Lease"/>.</summary>
    internal void Return(long amount)
    {
        lock (_lock)
        {
            _used -= amount;
            Monitor.PulseAll(_lock);
        }
    }

    private void Wake()
    {
        lock (_lock) Monitor.PulseAll(_lock);
    }
}
