namespace Ign.MLNet.Restoration;

/// <summary>Divides files, in their order, into runs of about the same work.</summary>
internal static class ShardBalance
{
    /// <summary>
    /// What a file costs beside its bytes (opening, hashing, committing), in bytes. Without it a shard of ten thousand icons would count as little as
    /// one of a single photo.
    /// </summary>
    internal const long BytesPerFile = 64 << 10;

    /// <summary>
    /// For each shard the index one past its last file. Every shard gets at least one file, and none gets more than an equal share and one file. The
    /// order stays, so that a shard reads few folders.
    /// </summary>
    /// <param name="bytes">Size of each file.</param>
    /// <param name="shards">How many shards are wanted; there are fewer where there are fewer files.</param>
    internal static int[] Ends(IReadOnlyList<long> bytes, int shards)
    {
        int count = Math.Min(shards, bytes.Count);
        var ends = new int[count];
        Int128 total = 0, taken = 0; // the sizes come from a file system and may be nonsense: sums of them must not overflow
        foreach (long size in bytes) total += size + BytesPerFile;
        int next = 0;
        for (int shard = 0; shard < count; shard++)
        {
            int last = bytes.Count - (count - 1 - shard); // the shards after this one need a file each
            Int128 goal = total * (shard + 1) / count;
            taken += Weight(next++);
            // A file that lies across the border belongs to the side where its larger part lies.
            while (next < last && taken + (Weight(next) / 2) <= goal) taken += Weight(next++);
            ends[shard] = next;
        }
        if (count > 0) ends[^1] = bytes.Count;
        return ends;

        Int128 Weight(int file) => (Int128)bytes[file] + BytesPerFile;
    }
}
