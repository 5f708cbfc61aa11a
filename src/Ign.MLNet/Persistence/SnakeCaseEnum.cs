using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ign.MLNet;

/// <summary>An enumeration as the name of its member in snake case, never as a number.</summary>
internal sealed class SnakeCaseEnum<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)
    where T : struct, Enum;
