using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation;

/// <summary>Recipes that come with the library.</summary>
internal static class DamagePresets
{
    private const string Prefix = "damage.", Suffix = ".json";

    internal static IReadOnlyList<string> Names { get; } =
    [
        .. typeof(DamagePresets).Assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(n => n[Prefix.Length..^Suffix.Length]).Order(StringComparer.Ordinal),
    ];

    /// <exception cref="FormatException">The text is neither the name of a preset nor the path of a recipe.</exception>
    internal static Damage Parse(string text)
    {
        if (Names.Contains(text)) return Damage.FromJson(Text(text));
        string shown = Printable.Of(text);
        if (!File.Exists(text))
            throw new FormatException($"Expected a JSON file or one of {string.Join(", ", Names)}, got '{shown}'{NearestWord.Hint(shown, Names)}");
        string json;
        try
        {
            json = BoundedFile.ReadText(text);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or IgnFormatException)
        {
            throw new FormatException(e.Message, e);
        }
        try
        {
            return Named(Damage.FromJson(json), Path.GetFileNameWithoutExtension(text));
        }
        catch (FormatException e)
        {
            throw new FormatException($"'{shown}': {e.Message}", e);
        }
    }

    /// <summary>A recipe with choices has a long name: without one of its own it takes that of its file.</summary>
    private static Damage Named(Damage damage, string file)
    {
        string label = DamageLabel.Of(file);
        return damage switch
        {
            _ when label.Length == 0 => damage,
            Sequence { Label: null } sequence => sequence with { Label = label },
            OneOf { Label: null } choice => choice with { Label = label },
            _ => damage,
        };
    }

    /// <summary>The JSON of a preset.</summary>
    internal static string Text(string name)
    {
        using var reader = new StreamReader(typeof(DamagePresets).Assembly.GetManifestResourceStream(Prefix + name + Suffix)!);
        return reader.ReadToEnd();
    }
}
