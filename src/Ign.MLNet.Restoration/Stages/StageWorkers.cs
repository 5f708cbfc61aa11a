namespace Ign.MLNet.Restoration;

/// <summary>Threads that do the same work until there is none left. The first exception stops the whole run.</summary>
internal sealed class StageWorkers
{
    private readonly Task[] _threads;

    /// <param name="count">How many threads.</param>
    /// <param name="work">What each of them does, from beginning to end.</param>
    /// <param name="last">Called once when all have ended, by whichever is last.</param>
    /// <param name="abort">Cancelled when one of them fails.</param>
    internal StageWorkers(int count, Action work, Action last, CancellationTokenSource abort)
    {
        int left = count;
        // Threads of their own: the pool's belong to the caller, and these block.
        _threads = [.. Enumerable.Range(0, count)
            .Select(_ => Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];

        void Run()
        {
            try
            {
                work();
            }
            catch
            {
                abort.Cancel();
                throw;
            }
            finally
            {
                if (Interlocked.Decrement(ref left) == 0) last();
            }
        }
    }

    /// <summary>All threads of some stages.</summary>
    internal static Task WhenAll(params StageWorkers[] stages) => Task.WhenAll(stages.SelectMany(s => s._threads));
}
