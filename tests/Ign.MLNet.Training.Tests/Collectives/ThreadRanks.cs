namespace Ign.MLNet.Training.Tests;

/// <summary>
/// Ranks that are threads of this process. They run one after the other between two sums, since some settings of libtorch are those of a process.
/// </summary>
internal sealed class ThreadRanks : IDisposable
{
    private readonly float[]?[] _values;
    private readonly Barrier _barrier;
    private readonly SemaphoreSlim _turn = new(1);

    private ThreadRanks(int count) => (_values, _barrier) = (new float[]?[count], new Barrier(count));

    public void Dispose()
    {
        _barrier.Dispose();
        _turn.Dispose();
    }

    /// <summary>Runs as many ranks; the first error of one is thrown.</summary>
    internal static void Run(int count, Action<ICollective> work)
    {
        using var ranks = new ThreadRanks(count);
        var errors = new Exception?[count];
        var threads = Enumerable.Range(0, count).Select(rank => new Thread(() =>
        {
            ranks._turn.Wait();
            try
            {
                work(new One(ranks, rank));
            }
#pragma warning disable CA1031 // It is thrown where the ranks were started.
            catch (Exception e)
#pragma warning restore CA1031
            {
                errors[rank] = e;
            }
            ranks._turn.Release();
            ranks._barrier.RemoveParticipant();
        })).ToList();
        threads.ForEach(t => t.Start());
        threads.ForEach(t => t.Join());
        foreach (var error in errors)
            if (error is not null) throw error;
    }

    private sealed class One(ThreadRanks ranks, int rank) : ICollective
    {
        public int Rank => rank;

        public int Ranks => ranks._values.Length;

        public void Sum(Span<float> values)
        {
            ranks._values[rank] = values.ToArray();
            ranks._turn.Release();
            ranks._barrier.SignalAndWait();
            for (int i = 0; i < values.Length; i++) values[i] = ranks._values.Sum(v => v![i]);
            ranks._barrier.SignalAndWait();
            ranks._turn.Wait();
        }
    }
}
