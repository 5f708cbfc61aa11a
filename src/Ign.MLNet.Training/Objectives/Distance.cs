using System.Text.Json.Serialization;
using static TorchSharp.torch;

namespace Ign.MLNet.Training;

/// <summary>The distance D between two images.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Distance>))]
public enum Distance
{
    /// <summary>Mean absolute difference.</summary>
    L1,

    /// <summary>Mean squared difference.</summary>
    L2,

    /// <summary>
    /// Mean of |d| + d². Its estimates stay crisp like a median's, yet a large error still pulls where a median would ignore it: with
    /// <see cref="L1"/> alone a network long leaves a blanked box black, because most black pixels are right.
    /// </summary>
    L1L2,

    /// <summary>
    /// ½·log(1 + mean squared difference / ε²), where ε is one 8-bit level: what a decibel is worth does not depend on how bad the image is, so that strong
    /// noise does not drown weak noise (the loss of NAFNet, arXiv 2204.04676, with a floor).
    /// </summary>
    LogL2,
}

/// <summary>Evaluates a <see cref="Distance"/>.</summary>
internal static class DistanceExtensions
{
    private const double Level = 2.0 / 255; // of 8 bits, on the scale [-1, 1]
    private const double Floor = Level * Level;

    /// <summary>One distance an image, <c>[N]</c>, of a difference <c>[N, C, H, W]</c>.</summary>
    internal static Tensor PerImage(this Distance distance, Tensor difference) => distance switch
    {
        Distance.L1 => difference.abs().mean([1, 2, 3]),
        Distance.L2 => difference.Squared().mean([1, 2, 3]),
        Distance.LogL2 => difference.Squared().mean([1, 2, 3]).Over(Floor).log1p().Times(0.5),
        _ => difference.abs().Plus(difference.Squared()).mean([1, 2, 3]),
    };

    /// <summary>The gradient of each image's distance for its difference: as large as the difference.</summary>
    internal static Tensor Slope(this Distance distance, Tensor difference) => (distance switch
    {
        Distance.L1 => difference.sign(),
        Distance.L2 => difference.Times(2),
        Distance.LogL2 => difference / difference.Squared().mean([1, 2, 3], keepdim: true).Plus(Floor),
        _ => difference.sign().Plus(difference.Times(2)),
    }).Over(difference.numel() / difference.shape[0]);
}
