namespace Ign.MLNet.Imaging;

/// <summary>Work on several threads whose results come out in order, as if one thread did it.</summary>
internal static class OrderedWork
{
    /// <summary>The results, one after another; what comes next is begun meanwhile, as far as threads and memory allow.</summary>
    /// <param name="count">Number of results.</param>
    /// <param name="threads">Most results in work at a time, with the one that the caller holds; 1 works on the caller's thread.</param>
    /// <param name="memory">Bytes that they take together at most; a result that takes more is in work alone.</param>
    /// <param name="bytes">What the result of a number takes; asked on the caller's thread.</param>
    /// <param name="work">Makes the result of a number; its exception is thrown in its turn. All work has ended when the caller goes on after the last result,
    /// or leaves early.</param>
    internal static IEnumerable<T> Run<T>(int count, int threads, long memory, Func<int, long> bytes, Func<int, T> work)
    {
        if (threads == 1)
        {
            for (int i = 0; i < count; i++) yield return work(i);
            yield break;
        }
        var begun = new Queue<(Task<T> Task, long Bytes)>();
        long taken = 0;
        long? needed = null; // by the next one
        try
        {
            for (int next = 0; begun.Count > 0 || next < count;)
            {
                while (next < count && begun.Count < threads && (begun.Count == 0 || taken + (needed ??= bytes(next)) <= memory))
                {
                    int number = next++;
                    long size = needed ?? bytes(number);
                    (taken, needed) = (taken + size, null);
                    begun.Enqueue((Task.Run(() => work(number)), size));
                }
                var first = begun.Peek();
                yield return first.Task.GetAwaiter().GetResult();
                taken -= begun.Dequeue().Bytes;
            }
        }
        finally
        {
            foreach (var (task, _) in begun)
            {
                Task.WaitAny(task); // throws nothing
                _ = task.Exception; // somebody has seen it
            }
        }
    }
}
