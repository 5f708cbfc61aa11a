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
}

/// <summary>Evaluates a <see cref="Distance"/>.</summary>
internal static class DistanceExtensions
{
    /// <summary>One distance an image, <c>[N]</c>, of a difference <c>[N, C, H, W]</c>.</summary>
    internal static Tensor PerImage(this Distance distance, Tensor difference) => (distance switch
    {
        Distance.L1 => difference.abs(),
        Distance.L2 => difference.Squared(),
        _ => difference.abs().Plus(difference.Squared()),
    }).mean([1, 2, 3]);

    /// <summary>The gradient of each image's distance for its difference: as large as the difference.</summary>
    internal static Tensor Slope(this Distance distance, Tensor difference) => (distance switch
    {
        Distance.L1 => difference.sign(),
        Distance.L2 => difference.Times(2),
        _ => difference.sign().Plus(difference.Times(2)),
    }).Over(difference.numel() / difference.shape[0]);
}
