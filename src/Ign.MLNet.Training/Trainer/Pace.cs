using System.Diagnostics;

namespace Ign.MLNet.Training;

/// <summary>How fast a training is since a moment.</summary>
internal sealed class Pace(BatchPrefetcher batches, long images)
{
    private readonly Stopwatch _since = Stopwatch.StartNew();
    private readonly TimeSpan _waited = batches.Waited;

    /// <summary>Images a second, and the share of the time for which the steps waited for data, 0 to 1.</summary>
    /// <param name="now">Images trained on by now.</param>
    internal (double Speed, double Waiting) At(long now)
    {
        double seconds = _since.Elapsed.TotalSeconds;
        return ((now - images) / seconds, Math.Min(1, (batches.Waited - _waited).TotalSeconds / seconds));
    }
}
