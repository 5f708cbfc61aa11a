namespace Ign.MLNet.Restoration;

/// <summary>
/// How far a job is, how fast of late, and when it will end, counted in pixels: a large image counts as much as its tiles, and moves on with each of them.
/// Images that nobody has looked at yet count with their bytes, at the pixels per byte of those that were decoded. Not for use by two threads at once.
/// </summary>
internal sealed class Pace
{
    private const double LeastShare = 0.01;
    private static readonly TimeSpan s_window = TimeSpan.FromSeconds(30), s_betweenSamples = TimeSpan.FromSeconds(0.5);

    // Before these, a figure would say more about the start of the program than about the work.
    private static readonly TimeSpan s_leastForSpeed = TimeSpan.FromSeconds(1), s_leastForRemaining = TimeSpan.FromSeconds(5),
        s_enoughForRemaining = TimeSpan.FromMinutes(1);

    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly Queue<Sample> _samples = new();
    private Sample _now;
    private long _sampled;
    private long _bytesUnseen, _bytesDecoded, _pixelsDecoded;
    private double _pixelsSeen;

    /// <param name="time">The clock.</param>
    /// <param name="bytes">Bytes of all images.</param>
    internal Pace(TimeProvider time, long bytes)
    {
        _time = time;
        _start = _sampled = time.GetTimestamp();
        _bytesUnseen = bytes;
        _samples.Enqueue(new Sample(_start, 0, 0, 0));
    }

    /// <summary>Pixels that are done: projected, or of images for which there was nothing to do.</summary>
    internal long PixelsDone => (long)_now.Done;

    /// <summary>Pixels of all images, as far as can be told.</summary>
    internal long PixelsTotal => (long)(_pixelsSeen + (_bytesUnseen * Density));

    /// <summary>Results per second over the last half minute; null before the first, and in the first second.</summary>
    internal double? ImagesPerSecond => Rate(s => s.Results);

    /// <summary>Pixels per second that went through the network over the last half minute; null as long as there were none, and in the first second.</summary>
    internal double? PixelsPerSecond => Rate(s => s.Projected);

    /// <summary>Time for the pixels that are left; null before it can be told, and when only the last images are to be written.</summary>
    internal TimeSpan? Remaining
    {
        get
        {
            var elapsed = _time.GetElapsedTime(_start);
            double total = _pixelsSeen + (_bytesUnseen * Density), left = total - _now.Done;
            if (left < 1 || elapsed < s_leastForRemaining || (_now.Done < LeastShare * total && elapsed < s_enoughForRemaining)
                || Rate(s => s.Done) is not { } rate)
                return null;
            return left / rate < TimeSpan.MaxValue.TotalSeconds ? TimeSpan.FromSeconds(left / rate) : null;
        }
    }

    private double Density => _bytesDecoded > 0 ? (double)_pixelsDecoded / _bytesDecoded : 1;

    /// <summary>Notes that an image of so many bytes has so many pixels, which are to be projected.</summary>
    internal void Decoded(long bytes, long pixels)
    {
        _bytesUnseen -= bytes;
        _bytesDecoded += bytes;
        _pixelsDecoded += pixels;
        _pixelsSeen += pixels;
    }

    /// <summary>Notes that pixels of a decoded image are projected.</summary>
    internal void Projected(long pixels) => Move(_now with { Done = _now.Done + pixels, Projected = _now.Projected + pixels });

    /// <summary>Notes that an image ended without being projected.</summary>
    /// <param name="bytes">Its bytes.</param>
    /// <param name="pixels">Its pixels; null where they are not known.</param>
    internal void Settled(long bytes, long? pixels)
    {
        double counted = pixels ?? bytes * Density;
        _bytesUnseen -= bytes;
        _pixelsSeen += counted;
        Move(_now with { Done = _now.Done + counted });
    }

    /// <summary>Notes that a result stands.</summary>
    internal void Result() => Move(_now with { Results = _now.Results + 1 });

    private void Move(Sample now)
    {
        long at = _time.GetTimestamp();
        _now = now with { At = at };
        if (_time.GetElapsedTime(_sampled, at) >= s_betweenSamples)
        {
            _samples.Enqueue(_now);
            _sampled = at;
        }
        while (_samples.Count > 1 && _time.GetElapsedTime(_samples.Peek().At, at) > s_window) _samples.Dequeue();
    }

    private double? Rate(Func<Sample, double> of)
    {
        var first = _samples.Peek();
        var span = _time.GetElapsedTime(first.At);
        double amount = of(_now) - of(first);
        return span >= s_leastForSpeed && amount > 0 ? amount / span.TotalSeconds : null;
    }

    private readonly record struct Sample(long At, double Done, double Projected, double Results);
}
