using System.Security.Cryptography;

namespace Ign.MLNet.Restoration;

/// <summary>Whether a result is there as it was made.</summary>
internal static class OutputCheck
{
    /// <summary>An image that an earlier attempt of the shard has done counts as done, not as skipped.</summary>
    internal static RestorationItem Settled(RestorationItem item) =>
        item is { Outcome: RestorationOutcome.Skipped, OutputHash: not null }
            ? item with { Outcome = RestorationOutcome.Done, Reason = item.Reason == "up to date" ? null : item.Reason }
            : item;

    /// <summary>Whether a shard left an image alone because of a file under its result's name that is not its own.</summary>
    internal static bool IsForeign(RestorationItem item) => item is { Outcome: RestorationOutcome.Skipped, OutputHash: null };

    /// <summary>Whether something stands under the name of a result.</summary>
    internal static bool IsThere(ShardedPlan plan, RestorationItem item) =>
        File.Exists(Path.Join(plan.OutputFolder, OutputName.Of(item.Path, plan.Document.Options.Format)));

    /// <summary>What is wrong with a result; null if nothing is, or if there shall be none.</summary>
    internal static string? Problem(ShardedPlan plan, RestorationItem item)
    {
        if (item.Outcome != RestorationOutcome.Done) return null;
        if (item.Output is not { } output || item.OutputBytes is null || item.OutputHash is null)
            return $"the report does not say what the result of '{item.Path}' is";
        if (!InnerPath.IsValid(output) || output != OutputName.Of(item.Path, plan.Document.Options.Format))
            return $"the report has '{output}' for the result of '{item.Path}'";
        // A shard that runs again leaves it alone as well.
        string first = plan.Document.Options.Overwrite ? "" : "; delete it first";
        try
        {
            using var file = new FileStream(Path.Join(plan.OutputFolder, output), FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 1,
                FileOptions.SequentialScan);
            if (file.Length != item.OutputBytes) return $"the result '{output}' has {file.Length:N0} bytes, not {item.OutputBytes:N0}{first}";
            return Convert.ToHexStringLower(SHA256.HashData(file)) == item.OutputHash ? null : $"the result '{output}' was changed since it was made{first}";
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return $"the result '{output}' is missing";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"the result '{output}' cannot be read: {e.Message}";
        }
    }
}
