using System.Text.Json.Serialization;
using ResizingKind = Microsoft.ML.Transforms.Image.ImageResizingEstimator.ResizingKind;

namespace Ign.MLNet;

/// <summary>How the records of a saved stage are written and read, made by the compiler: programs that are trimmed have no reflection for it.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters = [typeof(SnakeCaseEnum<ProjectionOutput>), typeof(SnakeCaseEnum<InputKind>), typeof(SnakeCaseEnum<NonFiniteInput>),
        typeof(SnakeCaseEnum<ResizingKind>)])]
[JsonSerializable(typeof(StageRecord))]
[JsonSerializable(typeof(StageLocation))]
internal sealed partial class PersistenceJson : JsonSerializerContext;
