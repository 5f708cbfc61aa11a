using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ign.MLNet.Evaluation;

/// <summary>How a recipe is written and read, made by the compiler: programs that are trimmed have no reflection for it.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    MaxDepth = MaxDepth,
    AllowOutOfOrderMetadataProperties = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(Damage))]
[JsonSerializable(typeof(DamagedFile))]
internal sealed partial class DamageJson : JsonSerializerContext
{
    /// <summary>Levels of objects and arrays: a recipe of 15 combinators in each other.</summary>
    internal const int MaxDepth = 32;
}
