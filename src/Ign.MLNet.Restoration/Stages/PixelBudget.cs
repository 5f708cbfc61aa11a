namespace Ign.MLNet.Restoration;

/// <summary>Bounds the pixels of all images in work. An image larger than the budget waits until it is alone.</summary>
/// <param name="pixels">The budget, at least 1.</param>
internal sealed class PixelBudget(long pixels)
{
    private readonly object _lock = new();
    private long _used;

    /// <summary>Waits until there is room.</summary>
    /// <exception cref="OperationCanceledException">The job stops.</exception>
    internal void Take(long amount, CancellationToken cancellation)
    {
        using var wake = cancellation.UnsafeRegister(static budget => ((PixelBudget)budget!).Wake(), this);
        lock (_lock)
        {
            while (_used > 0 && _used + amount > pixels)
            {
                cancellation.ThrowIfCancellationRequested();
                Monitor.Wait(_lock);
            }
            _used += amount;
        }
    }

    /// <summary>Gives back what was taken.</summary>
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
