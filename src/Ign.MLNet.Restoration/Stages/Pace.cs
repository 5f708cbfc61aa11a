namespace Ign.MLNet.Restoration;

/// <summary>How fast a job is of late, and when it will end. Not for use by two threads at once.</summary>
/// <param name="time">The clock.</param>
internal sealed class Pace(TimeProvider time)
{
    private static readonly TimeSpan s_window = TimeSpan.FromSeconds(30);

    private readonly Queue<(long At, long Bytes)> _recent = new();
    private readonly long _start = time.GetTimestamp();
    private long _bytes;

    /// <summary>Results per second over the last half minute; null before the first.</summary>
    internal double? ImagesPerSecond => _recent.Count == 0 ? null : _recent.Count / Span;

    /// <summary>Notes a result made from that many bytes.</summary>
    internal void Add(long bytes)
    {
        long now = time.GetTimestamp();
        _recent.Enqueue((now, bytes));
        _bytes += bytes;
        while (time.GetElapsedTime(_recent.Peek().At, now) > s_window) _bytes -= _recent.Dequeue().Bytes;
    }

    /// <summary>Time for the bytes that are left; null before it can be told.</summary>
    internal TimeSpan? Remaining(long bytes)
    {
        double seconds = _bytes > 0 ? bytes * Span / _bytes : double.NaN;
        return seconds < TimeSpan.MaxValue.TotalSeconds ? TimeSpan.FromSeconds(seconds) : null;
    }

    // In the first half minute the window reaches back to the start, which no result marks.
    private double Span
    {
        get
        {
            var elapsed = time.GetElapsedTime(_start);
            return Math.Max((elapsed < s_window ? elapsed : time.GetElapsedTime(_recent.Peek().At)).TotalSeconds, 1e-3);
        }
    }
}
