using System.Text.Json.Serialization;

namespace Ign.MLNet.Training;

/// <summary>The shape of a <see cref="TightnessSchedule"/>.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TightnessRise>))]
public enum TightnessRise
{
    /// <summary>Full from the start.</summary>
    Constant,

    /// <summary>In equal steps.</summary>
    Linear,

    /// <summary>By equal factors.</summary>
    Exponential,
}
