using System.Collections.Concurrent;

namespace Ign.MLNet.Restoration;

/// <summary>
/// A bounded queue from one stage to the next, which owns what is in it: handed in by one thread, taken out by one other, or disposed at the end.
/// </summary>
/// <param name="room">How many items it holds.</param>
internal sealed class StageQueue<T>(int room) : IDisposable where T : class, IDisposable
{
    private readonly BlockingCollection<T> _items = new(room);
    private bool _disposed;

    /// <summary>How many items wait.</summary>
    internal int Count => _items.Count;

    /// <summary>Hands an item over, waiting for room; the caller no longer has it, also where this throws.</summary>
    /// <exception cref="OperationCanceledException">The run was given up.</exception>
    internal void Hand(T item, CancellationToken abort)
    {
        try
        {
            _items.Add(item, abort);
        }
        catch
        {
            item.Dispose();
            throw;
        }
    }

    /// <summary>Takes items out, waiting for them, until there will be none; whoever takes one out has it.</summary>
    /// <exception cref="OperationCanceledException">The run was given up.</exception>
    internal IEnumerable<T> Take(CancellationToken abort) => _items.GetConsumingEnumerable(abort);

    /// <summary>Takes one out if it comes soon enough.</summary>
    internal bool TryTake([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out T? item, int milliseconds) => _items.TryTake(out item, milliseconds);

    /// <summary>Says that nothing more will be handed in.</summary>
    internal void Close() => _items.CompleteAdding();

    /// <summary>Disposes what nobody took out. To be called when no thread uses it any more.</summary>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        while (_items.TryTake(out var item)) item.Dispose();
        _items.Dispose();
    }
}
