namespace Ign.MLNet.Restoration;

/// <summary>How long a thread works for an image, without the time in which it waits for room. Not for use by two threads at once.</summary>
/// <param name="time">The clock.</param>
internal sealed class WorkClock(TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();
    private TimeSpan _waited;

    /// <summary>The work so far.</summary>
    internal TimeSpan Elapsed => time.GetElapsedTime(_start) - _waited;

    /// <summary>Does what is no work.</summary>
    internal T Wait<T>(Func<T> step)
    {
        long start = time.GetTimestamp();
        try
        {
            return step();
        }
        finally
        {
            _waited += time.GetElapsedTime(start);
        }
    }
}
