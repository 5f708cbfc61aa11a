namespace Ign.MLNet.Restoration;

/// <summary>Counts reasons; what differs from file to file beyond a bound is counted together.</summary>
internal sealed class ReasonCounts
{
    internal const int MaxReasons = 50, MaxLength = 200;
    internal const string Others = "other reasons";

    private readonly Dictionary<string, long> _counts = new(StringComparer.Ordinal);
    private long _others;

    /// <summary>Reasons with their counts, the most frequent first and <see cref="Others"/> last.</summary>
    internal IReadOnlyList<KeyValuePair<string, long>> Ordered
    {
        get
        {
            var ordered = _counts.OrderByDescending(c => c.Value).ThenBy(c => c.Key, StringComparer.Ordinal);
            return _others == 0 ? [.. ordered] : [.. ordered, new(Others, _others)];
        }
    }

    internal void Add(string reason)
    {
        if (reason.Length > MaxLength) reason = reason[..MaxLength] + "…";
        if (_counts.TryGetValue(reason, out long count)) _counts[reason] = count + 1;
        else if (_counts.Count < MaxReasons && reason != Others) _counts[reason] = 1;
        else _others++;
    }
}
