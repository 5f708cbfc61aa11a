namespace Ign.MLNet.Testing;

/// <summary>A clock that moves on when it is told to, or by a step whenever it is looked at.</summary>
internal sealed class StepTime(TimeSpan step = default) : TimeProvider
{
    private long _now;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override long GetTimestamp() => Interlocked.Add(ref _now, step.Ticks);

    internal void Pass(double seconds) => Interlocked.Add(ref _now, TimeSpan.FromSeconds(seconds).Ticks);
}
