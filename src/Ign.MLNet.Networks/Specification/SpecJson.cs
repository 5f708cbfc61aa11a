using System.Text.Json.Serialization;

namespace Ign.MLNet.Networks;

/// <summary>
/// How a <see cref="NetworkSpec"/> is written and read, made by the compiler: programs that are trimmed have no reflection for it.
/// Nesting of 16 levels is far more than any network here needs; deeper JSON is refused before it is walked.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    MaxDepth = 64,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(NetworkSpec))]
internal sealed partial class SpecJson : JsonSerializerContext;
