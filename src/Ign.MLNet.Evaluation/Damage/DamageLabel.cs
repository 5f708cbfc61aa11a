using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation;

/// <summary>The name that a recipe gives itself: it stands in tables, keys and reports.</summary>
internal static class DamageLabel
{
    private const int MaxLength = 40;

    internal static void Check(string? label)
    {
        if (label is not null && (label.Length is 0 or > MaxLength || !label.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')))
            throw new ArgumentException($"label: expected 1 to {MaxLength} letters, digits, '-', '_' or '.', got '{Printable.Cut(label, MaxLength)}'.");
    }
}
