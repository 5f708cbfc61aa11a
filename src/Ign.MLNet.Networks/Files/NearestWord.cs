namespace Ign.MLNet.Networks;

/// <summary>Finds what a misspelt word was meant to be.</summary>
internal static class NearestWord
{
    private const int LeastPrefix = 3;

    /// <summary>The end of a sentence, such as <c>; did you mean '--out'?</c>, or a full stop where nothing is near.</summary>
    internal static string Hint(string word, IEnumerable<string> words) => Find(word, words) is { } near ? $"; did you mean '{near}'?" : ".";

    /// <summary>
    /// The nearest of <paramref name="words"/>: at most a third of the letters are wrong, missing, too many or in the wrong order (upper and lower case
    /// are the same), or it is the only one that begins like this; null where none is near.
    /// </summary>
    internal static string? Find(string word, IEnumerable<string> words)
    {
        string wanted = word.ToLowerInvariant();
        string[] all = [.. words];
        var (near, steps) = all.Select(w => (Word: w, Steps: Distance(wanted, w.ToLowerInvariant()))).OrderBy(w => w.Steps).FirstOrDefault();
        if (near is not null && steps <= Math.Max(1, wanted.Trim('-').Length / 3)) return near;
        if (wanted.Trim('-').Length < LeastPrefix) return null;
        string[] longer =
            [.. all.Where(w => w.StartsWith(wanted, StringComparison.OrdinalIgnoreCase) || w.EndsWith('.' + wanted, StringComparison.OrdinalIgnoreCase))];
        return longer.Length == 1 ? longer[0] : null;
    }

    /// <summary>Optimal string alignment: letters to replace, insert, leave out, or swap with their neighbour.</summary>
    private static int Distance(string one, string other)
    {
        var steps = new int[one.Length + 1, other.Length + 1];
        for (int i = 0; i <= one.Length; i++) steps[i, 0] = i;
        for (int j = 0; j <= other.Length; j++) steps[0, j] = j;
        for (int i = 1; i <= one.Length; i++)
        {
            for (int j = 1; j <= other.Length; j++)
            {
                int replaced = steps[i - 1, j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1);
                steps[i, j] = Math.Min(replaced, Math.Min(steps[i - 1, j], steps[i, j - 1]) + 1);
                if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1]) steps[i, j] = Math.Min(steps[i, j], steps[i - 2, j - 2] + 1);
            }
        }
        return steps[one.Length, other.Length];
    }
}
