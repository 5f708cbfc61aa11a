using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Ign.MLNet.Restoration;

/// <summary>
/// A manifest with places for values, as in <c>image: @image@</c>. A line whose value is null is left out, and so is a key that nothing is left below.
/// Lines after <c>#: name</c> belong to manifests of that name, up to <c>#:</c>.
/// </summary>
internal static partial class YamlTemplate
{
    private static readonly JsonSerializerOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The manifest of a name.</summary>
    internal static string Fill(string template, string name, IReadOnlyDictionary<string, string?> values)
    {
        var lines = new Stack<string>();
        string part = "";
        foreach (string line in template.ReplaceLineEndings("\n").TrimEnd().Split('\n'))
        {
            if (Part().Match(line) is { Success: true } mark) part = mark.Groups[1].Value;
            else if ((part.Length == 0 || part == name) && Place().Matches(line).All(p => values[p.Groups[1].Value] is not null))
                lines.Push(Place().Replace(line, p => values[p.Groups[1].Value]!));
        }
        // From the last line up, so that what is below a key has been looked at before it.
        var kept = new Stack<string>([""]);
        foreach (string line in lines)
            if (!line.EndsWith(':') || Indent(kept.Peek()) > Indent(line)) kept.Push(line + "\n");
        return string.Concat(kept);
    }

    /// <summary>A YAML string: JSON's are a part of YAML, and leave no character to interpretation.</summary>
    internal static string Text(string text) =>
        // JSON writes characters beyond U+FFFF as two escapes, which YAML does not put together.
        Pairs().Replace(JsonSerializer.Serialize(text, s_json), pair => $"\\U{char.ConvertToUtf32(Unit(pair.Groups[1]), Unit(pair.Groups[2])):X8}");

    private static int Indent(string line) => line.Length - line.TrimStart(' ').Length;

    private static char Unit(Group hex) => (char)ushort.Parse(hex.ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^ *#: ?(\w*)$")]
    private static partial Regex Part();

    [GeneratedRegex("@([a-z]+)@")]
    private static partial Regex Place();

    // The first half of a pair never stands without the second, so a backslash before it is not one of the text's own.
    [GeneratedRegex(@"\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")]
    private static partial Regex Pairs();
}
