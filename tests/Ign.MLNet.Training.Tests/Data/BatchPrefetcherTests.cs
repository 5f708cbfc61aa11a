using Ign.MLNet.Evaluation;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Training.Tests;

[TestClass]
public sealed class BatchPrefetcherTests
{
    private static readonly TensorShape s_shape = new(1, 2, 2);

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Batches_are_those_of_the_loader_from_any_position_to_the_end(bool prefetch)
    {
        var plain = Loader(new Numbers());
        using var ahead = new BatchPrefetcher(Loader(new Numbers()), 7, 50, 8, prefetch);
        for (long position = 7; position < 50; position += 8)
        {
            var (expected, found) = (plain.Prepare(position, (int)Math.Min(8, 50 - position)), ahead.Take());
            Assert.AreEqual((expected.Position, expected.Count), (found.Position, found.Count));
            CollectionAssert.AreEqual(expected.Real, found.Real);
            CollectionAssert.AreEqual(expected.Source, found.Source);
        }
        Assert.ThrowsExactly<InvalidOperationException>(ahead.Take);
    }

    [TestMethod]
    public void The_arrays_of_a_batch_are_used_again_for_a_later_one_of_its_size()
    {
        using var batches = new BatchPrefetcher(Loader(new Numbers()), 0, 20, 8, ahead: false);
        float[][] Arrays(PreparedBatch batch) => [batch.Real, batch.Source];
        float[][] first = Arrays(batches.Take()), second = Arrays(batches.Take()), last = Arrays(batches.Take());
        Assert.HasCount(2, first.Intersect(second));
        Assert.IsEmpty(second.Intersect(last), "Half a batch has arrays of its own.");
    }

    [TestMethod]
    public void No_more_is_prepared_than_is_allowed_and_stopping_waits_for_the_thread()
    {
        var images = new Numbers();
        using (var ahead = new BatchPrefetcher(Loader(images), 0, 1_000_000, 4))
        {
            ahead.Take();
            int most = 4 * (1 + BatchPrefetcher.Ahead + 1);
            SpinWait.SpinUntil(() => images.Reads >= most);
            Thread.Sleep(50); // time for one too many
            Assert.AreEqual(most, images.Reads);
        }
        int after = images.Reads;
        Thread.Sleep(50);
        Assert.AreEqual(after, images.Reads);
    }

    [TestMethod]
    public void What_a_data_set_throws_arrives_where_the_batch_is_taken()
    {
        using var ahead = new BatchPrefetcher(Loader(new Numbers { FailAfter = 10 }), 0, 100, 4);
        ahead.Take();
        ahead.Take();
        var error = Assert.ThrowsExactly<IOException>(ahead.Take);
        Assert.AreEqual("the disk is gone", error.Message);
    }

    [TestMethod]
    public void Waiting_for_slow_data_is_measured()
    {
        // Nothing is read before somebody waits for it, and each reading takes a second.
        var clock = new Clock();
        using var slow = new BatchPrefetcher(Loader(new Numbers { Reading = () => { clock.Asked.Wait(); clock.Advance(TimeSpan.FromSeconds(1)); } }), 0, 4, 4,
            clock: clock);
        slow.Take();
        Assert.AreEqual(TimeSpan.FromSeconds(4), slow.Waited);
    }

    [TestMethod]
    public void Taking_what_is_ready_is_no_waiting()
    {
        var images = new Numbers();
        var clock = new Clock();
        using var ahead = new BatchPrefetcher(Loader(images), 0, 4, 4, clock: clock);
        SpinWait.SpinUntil(() => ahead.IsReady);
        ahead.Take();
        Assert.IsFalse(clock.Asked.IsSet);
        Assert.AreEqual(TimeSpan.Zero, ahead.Waited);
    }

    private static BatchLoader Loader(ITrainingImages images) => new(images, new Gaussian(0.1f), seed: 5, new Augmentation(Mirror: true, Turn: false));

    private sealed class Numbers : ITrainingImages
    {
        private int _reads;

        internal int Reads => Volatile.Read(ref _reads);

        internal int FailAfter { get; init; } = int.MaxValue;

        internal Action? Reading { get; init; }

        public TensorShape Shape => s_shape;

        public int Count => 20;

        public void Read(int index, Span<float> image)
        {
            if (Interlocked.Increment(ref _reads) > FailAfter) throw new IOException("the disk is gone");
            Reading?.Invoke();
            for (int i = 0; i < image.Length; i++) image[i] = index + (i * 0.1f);
        }
    }

    /// <summary>A clock that is moved by hand and tells when it is first looked at.</summary>
    private sealed class Clock : TimeProvider
    {
        private long _now;

        internal ManualResetEventSlim Asked { get; } = new();

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp()
        {
            long now = Volatile.Read(ref _now);
            Asked.Set();
            return now;
        }

        internal void Advance(TimeSpan time) => Interlocked.Add(ref _now, time.Ticks);
    }
}
