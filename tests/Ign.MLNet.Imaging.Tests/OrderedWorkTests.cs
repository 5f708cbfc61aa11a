namespace Ign.MLNet.Imaging.Tests;

[TestClass]
public sealed class OrderedWorkTests
{
    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(7)]
    public void Results_come_in_order(int threads)
    {
        var random = new Random(1);
        int[] spins = [.. Enumerable.Range(0, 40).Select(_ => random.Next(20_000))];
        var results = OrderedWork.Run(spins.Length, threads, memory: 100, i => i % 9 * 20, i =>
        {
            Thread.SpinWait(spins[i]);
            return i;
        });
        CollectionAssert.AreEqual(Enumerable.Range(0, spins.Length).ToArray(), results.ToArray());
    }

    [TestMethod]
    public void As_many_are_in_work_as_there_are_threads()
    {
        using var meeting = new Barrier(3);
        var results = OrderedWork.Run(9, threads: 3, memory: 30, _ => 10, i => i < 3 ? meeting.SignalAndWait(TimeSpan.FromMinutes(1)) : true);
        Assert.IsTrue(results.All(met => met));
    }

    [TestMethod]
    public void What_is_in_work_fits_into_the_memory_or_is_alone()
    {
        int[] bytes = [4, 4, 4, 20, 1, 9, 10, 5, 5, 5, 1, 1, 30, 30, 2];
        var begun = new bool[bytes.Length];
        int together = 0;
        foreach (int result in OrderedWork.Run(bytes.Length, threads: 4, memory: 10, i => bytes[i], i =>
        {
            begun[i] = true;
            return i;
        }))
        {
            Thread.SpinWait(1_000_000); // what has no room has time to begin all the same
            int[] held = [.. Enumerable.Range(result, bytes.Length - result).Where(i => Volatile.Read(ref begun[i]))];
            Assert.IsTrue(held.Length == 1 || held.Sum(i => bytes[i]) <= 10, string.Join(' ', held));
            together = Math.Max(together, held.Length);
        }
        Assert.IsGreaterThan(1, together);
    }

    [TestMethod]
    public void A_failure_comes_in_its_turn_and_nothing_is_left_at_work()
    {
        int begun = 0, ended = 0;
        var got = new List<int>();
        Assert.ThrowsExactly<FormatException>(() => got.AddRange(OrderedWork.Run(100, threads: 4, memory: 100, _ => 1, i =>
        {
            Interlocked.Increment(ref begun);
            try
            {
                return i is 3 or 5 ? throw (i == 3 ? new FormatException() : new InvalidOperationException()) : i;
            }
            finally
            {
                Interlocked.Increment(ref ended);
            }
        })));
        Assert.AreEqual(begun, ended);
        Assert.IsLessThan(9, begun);
    }
}
