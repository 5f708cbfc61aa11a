using System.Globalization;

namespace Ign.MLNet.Restoration;

/// <summary>Lists of shards as Slurm writes them: <c>3,7-9</c>.</summary>
public static class ShardList
{
    /// <summary>The shards of a list, ascending, each once.</summary>
    /// <param name="text">Numbers and ranges, for example <c>3,7-9</c>.</param>
    /// <param name="shards">Number of shards in the plan.</param>
    /// <exception cref="RestorationRefusedException">It is not such a list, or names a shard that the plan does not have.</exception>
    public static IReadOnlyList<int> Parse(string text, int shards)
    {
        ArgumentNullException.ThrowIfNull(text);
        var found = new SortedSet<int>();
        foreach (string part in text.Split(','))
        {
            string[] ends = part.Split('-');
            if (ends.Length > 2 || !TryNumber(ends[0], out int first) || !TryNumber(ends[^1], out int last) || first > last)
                throw new RestorationRefusedException($"'{text}' is not a list of shards; expected numbers and ranges such as 3,7-9.");
            if (last >= shards)
                throw new RestorationRefusedException($"The plan has no shard {last}; its {shards} shards are numbered from 0 to {shards - 1}.");
            for (int shard = first; shard <= last; shard++) found.Add(shard);
        }
        return [.. found];
    }

    /// <summary>The list of ascending shards.</summary>
    public static string Format(IReadOnlyList<int> shards)
    {
        ArgumentNullException.ThrowIfNull(shards);
        var parts = new List<string>();
        for (int i = 0; i < shards.Count;)
        {
            int first = i++;
            while (i < shards.Count && shards[i] == shards[i - 1] + 1) i++;
            parts.Add(i - first == 1 ? Text(shards[first]) : $"{Text(shards[first])}-{Text(shards[i - 1])}");
        }
        return string.Join(',', parts);
    }

    private static bool TryNumber(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
