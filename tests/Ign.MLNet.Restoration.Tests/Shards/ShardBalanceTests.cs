namespace Ign.MLNet.Restoration.Tests;

[TestClass]
public sealed class ShardBalanceTests
{
    [TestMethod]
    public void Every_shard_has_a_file_and_no_more_than_its_share_and_one_file()
    {
        var random = new Random(3);
        for (int round = 0; round < 500; round++)
        {
            long[] bytes = [.. Enumerable.Range(0, random.Next(1, 60)).Select(_ => (long)Math.Pow(10, random.NextDouble() * 9))];
            int shards = random.Next(1, 70);
            int[] ends = ShardBalance.Ends(bytes, shards);
            Assert.HasCount(Math.Min(shards, bytes.Length), ends);
            Assert.AreEqual(bytes.Length, ends[^1]);
            double share = (double)bytes.Sum(b => b + ShardBalance.BytesPerFile) / ends.Length, largest = bytes.Max() + ShardBalance.BytesPerFile;
            for (int i = 0, start = 0; i < ends.Length; start = ends[i++])
            {
                Assert.IsGreaterThan(start, ends[i]);
                Assert.IsLessThanOrEqualTo(share + largest, (double)bytes[start..ends[i]].Sum(b => b + ShardBalance.BytesPerFile));
            }
        }
    }

    [TestMethod]
    public void Files_of_one_size_are_divided_evenly()
    {
        CollectionAssert.AreEqual((int[])[3, 5, 8, 10], ShardBalance.Ends([.. Enumerable.Repeat(1000L, 10)], 4));
        CollectionAssert.AreEqual((int[])[1, 2, 3], ShardBalance.Ends([5, 5, 5], 3));
        CollectionAssert.AreEqual((int[])[1, 2], ShardBalance.Ends([5, 5], 1000));
    }

    [TestMethod]
    public void One_huge_file_gets_a_shard_of_its_own() => CollectionAssert.AreEqual((int[])[3, 4, 7], ShardBalance.Ends([1, 1, 1, 1L << 40, 1, 1, 1], 3));

    [TestMethod]
    public void Many_small_files_count_by_their_number()
    {
        long[] bytes = [.. Enumerable.Repeat(100L, 1_000), 60_000_000];
        int first = ShardBalance.Ends(bytes, 2)[0];
        Assert.IsTrue(first is > 900 and <= 1_000, $"{first}");
    }

    [TestMethod]
    public void Impossible_sizes_do_not_overflow() => Assert.HasCount(3, ShardBalance.Ends([long.MaxValue, long.MaxValue, long.MaxValue], 3));
}
