namespace Ign.MLNet.Cli;

/// <summary>Images of kinds that cannot be read, which get one line together instead of one each.</summary>
internal static class Unreadable
{
    /// <summary>The line, for example "499 images are of a kind that cannot be read: 499 .heic"; null where there is none.</summary>
    /// <param name="kinds">Number of images by extension.</param>
    internal static string? Line(IReadOnlyDictionary<string, int> kinds)
    {
        int all = kinds.Values.Sum();
        if (all == 0) return null;
        string each = string.Join(", ", kinds.OrderByDescending(k => k.Value).Select(k => $"{k.Value} {k.Key}"));
        return $"{all} {(all == 1 ? "image is" : "images are")} of a kind that cannot be read: {each}; convert them first, or leave them out with --exclude";
    }

    /// <summary>Counts the extensions that <paramref name="kinds"/> yields.</summary>
    internal static IReadOnlyDictionary<string, int> Count(IEnumerable<string?> kinds) => kinds.OfType<string>().CountBy(k => k).ToDictionary();
}
