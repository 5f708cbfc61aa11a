using System.Security.Cryptography;
using System.Text.Json;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Restoration;

/// <summary>What a finished shard says about its files.</summary>
internal static class ShardReportLines
{
    /// <summary>Why the shard must run again; null if it is finished.</summary>
    internal static string? WhyUnfinished(ShardedPlan plan, int shard, out ShardResult? result)
    {
        var folder = ShardFolder.Of(plan.Folder, shard);
        result = null;
        if (!Directory.Exists(folder.Path)) return "has not begun";
        if (!File.Exists(folder.Done)) return "has begun, but is not finished";
        try
        {
            result = JsonSerializer.Deserialize(BoundedFile.ReadText(folder.Done), PlanJson.Indented.ShardResult);
        }
        catch (Exception e) when (e is JsonException or IgnFormatException)
        {
            return "has a damaged done.json";
        }
        if (result is null || result.Plan != plan.Hash || result.Shard != shard || result.ModelHash != plan.ModelHash) return "was finished for another plan";
        if (!File.Exists(folder.ReportLines)) return "has lost its report";
        using var report = File.OpenRead(folder.ReportLines);
        return Convert.ToHexStringLower(SHA256.HashData(report)) == result.ReportHash ? null : "has another report than when it finished";
    }

    /// <summary>The items of a finished shard by their paths.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="shard">Number of the shard.</param>
    /// <param name="problem">Told of each line that is none, or comes twice.</param>
    internal static Dictionary<string, RestorationItem> Read(ShardedPlan plan, int shard, Action<string> problem)
    {
        var items = new Dictionary<string, RestorationItem>(StringComparer.Ordinal);
        foreach (string line in File.ReadLines(ShardFolder.Of(plan.Folder, shard).ReportLines))
        {
            try
            {
                var item = ItemJson.Parse(line);
                if (!items.TryAdd(item.Path, item)) problem($"its report has '{item.Path}' twice");
            }
            catch (JsonException)
            {
                problem("its report has a damaged line");
            }
        }
        return items;
    }
}
