using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation;

/// <summary>Reads a recipe that may come from a stranger: whatever is wrong becomes one line that names the place.</summary>
internal static class DamageRecipe
{
    private const int MaxParts = 1000;
    private const string Root = "$", Kind = "kind";

    private static readonly JsonDocumentOptions s_reading = new() { MaxDepth = DamageJson.MaxDepth, AllowDuplicateProperties = false };

    private static readonly Dictionary<string, JsonTypeInfo> s_kinds = DamageJson.Default.Damage.PolymorphismOptions!.DerivedTypes
        .ToDictionary(d => (string)d.TypeDiscriminator!, d => DamageJson.Default.GetTypeInfo(d.DerivedType)!);

    /// <summary>Names of the kinds, as they stand in JSON.</summary>
    internal static IReadOnlyCollection<string> Kinds => s_kinds.Keys;

    /// <exception cref="FormatException">The text is no recipe.</exception>
    internal static Damage Read(string json)
    {
        try
        {
            using (var document = JsonDocument.Parse(json, s_reading))
            {
                int parts = 0;
                CheckNames(document.RootElement, Root, ref parts);
            }
            var damage = JsonSerializer.Deserialize(json, DamageJson.Default.Damage)!;
            CheckNumbers(damage, Root);
            return damage;
        }
        catch (JsonException e)
        {
            // The serializer adds where in the text it stood to some of its messages.
            string message = Printable.Of(e).Split(" Path: ")[0].Split(" LineNumber: ")[0];
            throw new FormatException(e.Path is { } path ? $"{path}: {message}" : $"line {e.LineNumber + 1}: {message}", e);
        }
        catch (Exception e) when (e is InvalidOperationException or NotSupportedException)
        {
            throw new FormatException(Printable.Of(e), e);
        }
    }

    /// <summary>Kinds and members that the serializer would refuse too, but without saying what was meant.</summary>
    private static void CheckNames(JsonElement damage, string place, ref int parts)
    {
        if (++parts > MaxParts) throw new FormatException($"{place}: a recipe may have at most {MaxParts} kinds in all.");
        if (damage.ValueKind != JsonValueKind.Object || !damage.TryGetProperty(Kind, out var word) || word.ValueKind != JsonValueKind.String)
            throw new FormatException($"{place}: expected a damage like {{\"{Kind}\": \"gaussian\", \"sigma\": 0.1}}, got {Shown(damage)}.");
        string kind = word.GetString()!;
        string shown = Printable.Of(kind);
        if (!s_kinds.TryGetValue(kind, out var type)) throw new FormatException($"{place}: there is no {Kind} '{shown}'{NearestWord.Hint(shown, Kinds)}");
        var members = type.Properties.Where(p => p.AssociatedParameter is not null).ToDictionary(p => p.Name);
        foreach (var member in damage.EnumerateObject())
        {
            if (member.Name == Kind) continue;
            string name = Printable.Of(member.Name);
            if (!members.TryGetValue(member.Name, out var known))
                throw new FormatException($"{place}: {kind} has no '{name}'{NearestWord.Hint(name, members.Keys)}");
            string below = $"{place}.{member.Name}";
            if (known.PropertyType == typeof(Damage)) CheckNames(member.Value, below, ref parts);
            if (known.PropertyType != typeof(IReadOnlyList<Damage>) || member.Value.ValueKind != JsonValueKind.Array) continue;
            int i = 0;
            foreach (var part in member.Value.EnumerateArray()) CheckNames(part, $"{below}[{i++}]", ref parts);
        }
        foreach (var needed in members.Values)
            if (!needed.AssociatedParameter!.HasDefaultValue && !damage.TryGetProperty(needed.Name, out _))
                throw new FormatException($"{place}: {kind} needs '{needed.Name}'.");
    }

    private static void CheckNumbers(Damage damage, string place)
    {
        try
        {
            damage.Check();
        }
        catch (ArgumentException e)
        {
            throw new FormatException($"{place}: {e.Message}", e);
        }
        foreach (var (part, inside) in damage.Parts) CheckNumbers(inside, $"{place}.{part}");
    }

    private static string Shown(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "an object without a kind",
        JsonValueKind.Array => "a list",
        _ => Printable.Of(element.GetRawText()),
    };
}
