using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation;

/// <summary>The name that a recipe gives itself: it stands in tables, keys and reports.</summary>
internal static class DamageLabel
{
    private const int MaxLength = 40;

    internal static void Check(string? label)
    {
        if (label is not null && (label.Length is 0 or > MaxLength || !label.All(IsAllowed)))
            throw new ArgumentException($"label: expected 1 to {MaxLength} letters, digits, '-', '_' or '.', got '{Printable.Cut(label, MaxLength)}'.");
    }

    /// <summary>As much of a name as a label may hold.</summary>
    internal static string Of(string name)
    {
        string label = string.Concat(name.Where(IsAllowed));
        return label.Length > MaxLength ? label[..MaxLength] : label;
    }

    private static bool IsAllowed(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.';
}
