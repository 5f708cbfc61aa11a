using System.Text.Json.Serialization;

namespace Ign.MLNet.Networks;

/// <summary>Element-wise functions that <see cref="Activation"/> can apply.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ActivationKind>))]
public enum ActivationKind
{
    /// <summary>max(v, 0).</summary>
    Relu,

    /// <summary>v for v ≥ 0, slope · v below.</summary>
    LeakyRelu,

    /// <summary>Hyperbolic tangent: ends a network whose images lie in [-1, 1].</summary>
    Tanh,

    /// <summary>
    /// Clips to [-1, 1]. Unlike <see cref="Tanh"/> it reaches the ends of the range exactly. In training its gradient is passed
    /// straight through, so that a wrongly saturated pixel can still be corrected.
    /// </summary>
    Clamp,
}
