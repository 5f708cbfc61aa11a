using System.Text.Json.Serialization;

namespace Ign.MLNet.Evaluation;

/// <summary>
/// How <see cref="DownUp"/> makes an image smaller and larger. All but <see cref="Area"/> use the same kernel both ways, stretched by the
/// factor on the way down.
/// </summary>
[JsonConverter(typeof(JsonStringEnumConverter<DownUpKernel>))]
public enum DownUpKernel
{
    /// <summary>Means over squares of pixels; enlarged by bilinear interpolation.</summary>
    [JsonStringEnumMemberName("area")]
    Area,

    /// <summary>The pixel at the centre; enlarged to squares.</summary>
    [JsonStringEnumMemberName("nearest")]
    Nearest,

    /// <summary>The cubic convolution of Keys (1981) with a = -0.5, over 4 pixels.</summary>
    [JsonStringEnumMemberName("bicubic")]
    Bicubic,

    /// <summary>A sinc under the widest lobe of another, over 6 pixels.</summary>
    [JsonStringEnumMemberName("lanczos3")]
    Lanczos3,
}
