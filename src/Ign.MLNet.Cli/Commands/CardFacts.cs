using System.Globalization;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Cli;

/// <summary>Entries of a model card that a person adds at export: what no training can know.</summary>
internal static class CardFacts
{
    private const string Quality = "quality.";

    private static readonly Dictionary<string, Func<IgnModelCard, string, IgnModelCard>> s_entries = new(StringComparer.Ordinal)
    {
        ["version"] = (card, value) => card with { Version = value },
        ["training_data"] = (card, value) => card with { TrainingData = value },
        ["training_data_license"] = (card, value) => card with { TrainingDataLicense = value },
        ["license"] = (card, value) => card with { License = value },
        ["command"] = (card, value) => card with { Command = value },
        ["commit"] = (card, value) => card with { Commit = value },
        ["created"] = (card, value) => card with { Created = value },
        ["fit"] = (card, value) => card with { Fit = Fit(value) },
        ["intended_use"] = (card, value) => card with { IntendedUse = value },
        ["limits"] = (card, value) => card with { Limits = value },
    };

    internal static string Names => string.Join(", ", s_entries.Keys) + ", quality.<figure>";

    /// <exception cref="UsageException">An entry is unknown or has no value.</exception>
    internal static IgnModelCard Apply(IgnModelCard card, IEnumerable<string> facts)
    {
        foreach (string fact in facts)
        {
            int equals = fact.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1) throw new UsageException($"--card: expected entry=value, got '{fact}'.");
            string entry = fact[..equals], value = fact[(equals + 1)..];
            if (s_entries.TryGetValue(entry, out var set)) card = set(card, value);
            else if (entry.StartsWith(Quality, StringComparison.Ordinal) && entry.Length > Quality.Length)
                card = WithQuality(card, entry[Quality.Length..], value);
            else throw new UsageException($"--card: there is no entry '{entry}'{NearestWord.Hint(entry, s_entries.Keys)} Expected one of {Names}.");
        }
        return card;
    }

    /// <summary>The card with one more measured figure.</summary>
    internal static IgnModelCard WithQuality(IgnModelCard card, string figure, double value) =>
        card with { Quality = new Dictionary<string, double>(card.Quality) { [figure] = value } };

    private static FitMode Fit(string value) => value switch
    {
        "exact" => FitMode.Exact,
        "resize" => FitMode.Resize,
        "tile" => FitMode.Tile,
        _ => throw new UsageException($"--card: expected exact, resize or tile for fit, got '{value}'{NearestWord.Hint(value, ["exact", "resize", "tile"])}"),
    };

    private static IgnModelCard WithQuality(IgnModelCard card, string figure, string value)
    {
        if (!double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) || !double.IsFinite(number))
            throw new UsageException($"--card: expected a number for quality.{figure}, got '{value}'.");
        return WithQuality(card, figure, number);
    }
}
