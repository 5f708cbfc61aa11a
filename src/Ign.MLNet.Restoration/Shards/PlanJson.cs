using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ign.MLNet.Restoration;

/// <summary>The JSON of a plan's files. A member that is not known is an error: it may be one that changes the outputs.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectNullableAnnotations = true, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(PlanDocument))]
[JsonSerializable(typeof(ManifestLine))]
[JsonSerializable(typeof(ShardResult))]
internal sealed partial class PlanJson : JsonSerializerContext
{
    // Made when first used: as initialisers they could run before the generated one that they copy.
    private static PlanJson? s_indented, s_lines;

    /// <summary>For files that people read as well.</summary>
    internal static PlanJson Indented =>
        s_indented ??= new PlanJson(new JsonSerializerOptions(Default.Options) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>For one object a line; nulls are left out.</summary>
    internal static PlanJson Lines => s_lines ??= new PlanJson(new JsonSerializerOptions(Default.Options)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    });
}
