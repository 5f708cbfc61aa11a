using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Ign.MLNet.Restoration;

/// <summary>How everything of a report is written as JSON: snake case, no nulls, text of all languages readable.</summary>
internal static class ReportJson
{
    internal static JsonSerializerOptions Line { get; } = Make(indented: false);

    internal static JsonSerializerOptions Indented { get; } = Make(indented: true);

    private static JsonSerializerOptions Make(bool indented) => new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        // Escapes all line breaks; what it leaves readable would only matter inside HTML.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        // A figure that is not finite must not cost the report.
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { WithoutRequiredNulls } },
        WriteIndented = indented,
        NewLine = "\n",
        Converters = { new AnyStringConverter(), new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
    };

    /// <summary>What may be null is left out when it is written, so it cannot be required when it is read.</summary>
    private static void WithoutRequiredNulls(JsonTypeInfo type)
    {
        foreach (var property in type.Properties) property.IsRequired &= !property.IsSetNullable;
    }
}
