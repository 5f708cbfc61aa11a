using System.Diagnostics;

namespace Ign.MLNet.Benchmarks;

/// <summary>Time of calls that take turns.</summary>
internal static class Latency
{
    private const int Rounds = 60, WarmUps = 10;

    /// <summary>Median milliseconds of each.</summary>
    internal static double[] Of(params Action[] calls)
    {
        var times = calls.Select(_ => new List<double>()).ToArray();
        for (int round = 0; round < WarmUps + Rounds; round++)
            for (int i = 0; i < calls.Length; i++)
            {
                long start = Stopwatch.GetTimestamp();
                calls[i]();
                if (round >= WarmUps) times[i].Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
        return [.. times.Select(t => t.Order().ElementAt(t.Count / 2))];
    }
}
