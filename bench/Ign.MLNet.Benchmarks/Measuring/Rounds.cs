using System.Diagnostics;

namespace Ign.MLNet.Benchmarks;

/// <summary>
/// Measures contenders in rounds. Each round runs every one of them once, in a new order, so that a slow minute of the machine or a
/// neighbour's warm cache falls on all alike.
/// </summary>
internal static class Rounds
{
    // Idle threads of ONNX Runtime spin for a while after an inference; that must not be counted for the next contender.
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(30);

    internal static void Run(IReadOnlyList<Contender> contenders, int rounds, int seed, Action passDone, CancellationToken cancellationToken)
    {
        var random = new Random(seed);
        var order = contenders.ToArray();
        for (int round = 0; round < rounds; round++)
        {
            random.Shuffle(order);
            foreach (var contender in order)
            {
                cancellationToken.ThrowIfCancellationRequested();
                contender.Series.Add(Measure(contender));
                passDone();
            }
        }
    }

    private static Sample Measure(Contender contender)
    {
        Settle();
        long bytes = GC.GetTotalAllocatedBytes(precise: true);
        var cpu = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        contender.Pass([]);
        var wall = Stopwatch.GetElapsedTime(start);
        cpu = Environment.CpuUsage.TotalTime - cpu;
        bytes = GC.GetTotalAllocatedBytes(precise: true) - bytes;
        return new Sample(cpu.TotalMicroseconds / contender.Rows, wall.TotalMicroseconds / contender.Rows, (double)bytes / contender.Rows);
    }

    /// <summary>Lets the last contender's garbage and spinning threads go.</summary>
    internal static void Settle()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        // Gives memory back to the system, so that the next one's growth shows.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        Thread.Sleep(s_pause);
    }
}
