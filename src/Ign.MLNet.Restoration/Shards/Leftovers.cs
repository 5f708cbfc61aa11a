using System.Globalization;

namespace Ign.MLNet.Restoration;

/// <summary>Temporary files that a plan's shards have left in the output folder.</summary>
internal static class Leftovers
{
    private const int TagLength = 12, RandomLength = 8;

    /// <summary>
    /// The plan's hash is part of the tag, because shards of two plans may write to the same output folder.
    /// </summary>
    internal static string Tag(ShardedPlan plan, int shard) => plan.Hash[..8] + shard.ToString("D4", CultureInfo.InvariantCulture);

    /// <summary>Path below the output folder and shard of each temporary file of the plan.</summary>
    internal static IEnumerable<(string Path, int Shard)> Of(ShardedPlan plan)
    {
        if (!Directory.Exists(plan.OutputFolder)) yield break;
        // By default names with a dot count as hidden and are left out.
        var all = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = true };
        foreach (string path in Directory.EnumerateFiles(plan.OutputFolder, ".*.partial", all))
        {
            string random = path.Split('.')[^2];
            if (random.Length != TagLength + RandomLength || !int.TryParse(random.AsSpan(8, 4), NumberStyles.None, CultureInfo.InvariantCulture, out int shard))
                continue;
            if (shard < plan.Shards && OutputWriter.IsTemporary(path, Tag(plan, shard))) yield return (Path.GetRelativePath(plan.OutputFolder, path), shard);
        }
    }
}
