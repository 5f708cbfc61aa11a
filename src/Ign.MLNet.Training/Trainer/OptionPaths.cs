using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Training;

/// <summary>Sets single options by their place in the JSON of <see cref="TrainingOptions"/>, for example <c>objective.tightness_weight</c>.</summary>
public static class OptionPaths
{
    private const string ObjectiveSection = "objective";
    private static readonly JsonSerializerOptions s_json = new(TrainingOptions.Json) { TypeInfoResolver = new DefaultJsonTypeInfoResolver() };

    // By kind of the objective, whose options follow from it.
    private static readonly Dictionary<string, IReadOnlyDictionary<string, Type>> s_types =
        ObjectiveOptions.Kinds.ToDictionary(k => k.Key, IReadOnlyDictionary<string, Type> (k) =>
            Find(typeof(TrainingOptions), "", k.Value).Where(p => p.Path != ObjectiveSection && p.Path.Split('.')[0] is not ("network" or "damage"))
                .ToDictionary(p => p.Path, p => p.Type));

    /// <summary>
    /// All places that a training with an objective has, without the network and the damage: sections that may be left out are among them, to be set to
    /// <c>null</c>.
    /// </summary>
    /// <param name="objective">Name of the objective.</param>
    public static IEnumerable<string> Names(string objective) => s_types[objective].Keys.Order(StringComparer.Ordinal);

    /// <summary>Sets one option. The result is not checked, since another setting may be needed for it to be valid.</summary>
    /// <param name="options">The options as JSON.</param>
    /// <param name="path">Place of the option, in snake case.</param>
    /// <param name="value">A number, <c>true</c> or <c>false</c>, a name, a list in JSON, or <c>null</c>; a section that is not there yet gets its standard
    /// values beside.</param>
    /// <exception cref="ArgumentException">There is no such option, or the value is not of its type; the message says which there are.</exception>
    public static void Set(JsonObject options, string path, string value)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(value);
        string objective = options[ObjectiveSection]!["kind"]!.GetValue<string>();
        if (!s_types[objective].TryGetValue(path, out var type)) throw new ArgumentException(NoOption(path, objective));
        var node = Parse(value, type) is { } parsed
            ? parsed
            : throw new ArgumentException($"'{path}' is {Expected(type)}, not '{value}'{NearestWord.Hint(value, Choices(type))}");
        string[] parts = path.Split('.');
        var section = options;
        foreach (string part in parts[..^1])
        {
            if (section[part] is not JsonObject) section[part] = new JsonObject();
            section = section[part]!.AsObject();
        }
        section[parts[^1]] = node.Value;
    }

    private static string NoOption(string path, string objective) =>
        s_types.FirstOrDefault(t => t.Value.ContainsKey(path)).Key is { } other ? $"'{path}' belongs to the objective {other}; this training has {objective}."
        : NearestWord.Find(path, Names(objective)) is { } near ? $"there is no option '{path}'; did you mean '{near}'?"
        : $"there is no option '{path}'; the options are {string.Join(", ", Names(objective))}.";

    private static string[] Choices(Type type) => (Nullable.GetUnderlyingType(type) ?? type) is { IsEnum: true } choice ? Enum.GetNames(choice) : [];

    /// <summary>A node in a box, since the node of null is null; null where the text does not fit the type.</summary>
    private static Box? Parse(string text, Type type)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        if (plain == typeof(string)) return text == "null" ? null : new Box(text);
        if (text == "null") return plain != type || !plain.IsValueType ? new Box(null) : null;
        if (plain.IsEnum) return Choices(type).FirstOrDefault(n => n.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } name ? new Box(name) : null;
        // People write .5, which is no JSON.
        if (plain == typeof(double))
            return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double real) && double.IsFinite(real) ? new Box(real) : null;
        try
        {
            var node = JsonNode.Parse(text);
            // Whether the entries of a list are what they should be is found out when the options are read.
            bool fits = plain.IsValueType ? node.Deserialize(plain, s_json) is not null : IsList(plain) && node is JsonArray;
            return fits ? new Box(node) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool IsList(Type type) => s_json.GetTypeInfo(type).Kind == JsonTypeInfoKind.Enumerable;

    private static string Expected(Type type)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        string what = plain == typeof(bool) ? "true or false"
            : plain.IsEnum ? $"one of {string.Join(", ", Enum.GetNames(plain))}"
            : plain == typeof(double) ? "a number"
            : plain == typeof(int) || plain == typeof(long) ? "a whole number"
            : plain == typeof(string) ? "a text"
            : IsList(plain) ? "a list in JSON, such as [] or [{ … }, { … }]"
            : "a section, whose parts are set one by one";
        return plain != type || (!plain.IsValueType && plain != typeof(string)) ? what + ", or null" : what;
    }

    private static IEnumerable<(string Path, Type Type)> Find(Type type, string prefix, Type objective)
    {
        foreach (var property in s_json.GetTypeInfo(type).Properties)
        {
            // What is only written, such as a figure that follows from others, cannot be set.
            if (property.Set is null && property.AssociatedParameter is null) continue;
            var inside = property.PropertyType == typeof(ObjectiveOptions) ? objective : property.PropertyType;
            yield return (prefix + property.Name, inside);
            if (s_json.GetTypeInfo(inside).Kind != JsonTypeInfoKind.Object || property.Name is "network" or "damage") continue;
            foreach (var inner in Find(inside, $"{prefix}{property.Name}.", objective)) yield return inner;
        }
    }

    private sealed record Box(JsonNode? Value);
}
