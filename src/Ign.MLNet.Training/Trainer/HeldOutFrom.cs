using System.Text.Json.Serialization;

namespace Ign.MLNet.Training;

/// <summary>Which images of a set are watched instead of trained on.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<HeldOutFrom>))]
public enum HeldOutFrom
{
    /// <summary>Drawn from the whole set by the seed: sets often come in an order, by name or class.</summary>
    All,

    /// <summary>The last ones, for sets in an order by chance or time; and what runs did whose options do not say.</summary>
    End,
}
