namespace Ign.MLNet.Restoration;

/// <summary>Room that was taken of a budget; whoever has it gives it back by disposing it, and doing so again changes nothing.</summary>
internal sealed class Lease(Budget budget, long amount) : IDisposable
{
    private long _amount = amount;

    /// <inheritdoc/>
    public void Dispose() => budget.Return(Interlocked.Exchange(ref _amount, 0));
}
