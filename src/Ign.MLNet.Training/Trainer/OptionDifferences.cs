using System.Text.Json.Nodes;

namespace Ign.MLNet.Training;

/// <summary>Tells two sets of training options apart, for people.</summary>
public static class OptionDifferences
{
    private const int MaxValue = 60, Listed = 8;

    /// <summary>
    /// Each option that differs, by its place in <c>options.json</c>, with both values; the first eight of many. Empty where none does.
    /// </summary>
    /// <param name="stored">Options of a run.</param>
    /// <param name="wanted">Options that are asked for.</param>
    public static string Describe(TrainingOptions stored, TrainingOptions wanted)
    {
        ArgumentNullException.ThrowIfNull(stored);
        ArgumentNullException.ThrowIfNull(wanted);
        var found = new List<string>();
        if (stored.Network.ToJson() != wanted.Network.ToJson()) found.Add(Difference("network", Name(stored), Name(wanted)));
        JsonObject one = JsonNode.Parse(stored.ToJson())!.AsObject(), other = JsonNode.Parse(wanted.ToJson())!.AsObject();
        one.Remove("network");
        other.Remove("network");
        Compare("", one, other, found);
        return string.Join("; ", found.Take(Listed)) + (found.Count > Listed ? $"; and {found.Count - Listed} more" : "");
    }

    private static string Name(TrainingOptions options) =>
        FormattableString.Invariant($"{options.Network.Name} of {options.Network.Input} with {options.Network.ParameterCount:N0} parameters");

    private static void Compare(string path, JsonNode? stored, JsonNode? wanted, List<string> found)
    {
        if (JsonNode.DeepEquals(stored, wanted)) return;
        if (stored is JsonObject one && wanted is JsonObject other)
        {
            // Things of two kinds differ in all they have: the kind says enough.
            if (!JsonNode.DeepEquals(one["kind"], other["kind"])) (one, other) = (Kind(one), Kind(other));
            foreach (string name in one.Select(p => p.Key).Union(other.Select(p => p.Key)))
                Compare(path.Length == 0 ? name : $"{path}.{name}", one[name], other[name], found);
            return;
        }
        found.Add(Difference(path, Short(stored), Short(wanted)));
    }

    private static JsonObject Kind(JsonObject section) => new() { ["kind"] = section["kind"]?.DeepClone() };

    private static string Difference(string name, string stored, string wanted) => $"{name} is {stored} there, {wanted} here";

    private static string Short(JsonNode? node)
    {
        string text = node?.ToJsonString() ?? "null";
        return text.Length <= MaxValue ? text : text[..MaxValue] + "…";
    }
}
