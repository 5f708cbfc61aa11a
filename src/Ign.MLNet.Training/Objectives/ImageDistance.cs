using Ign.MLNet.Networks;
using static TorchSharp.torch;

namespace Ign.MLNet.Training;

/// <summary>
/// A <see cref="Distance"/> over the image channels of a network. Label channels come out of it as they went in: in a mean they would only
/// make every difference look smaller.
/// </summary>
internal readonly record struct ImageDistance(Distance Distance, NetworkSpec Network)
{
    /// <summary>Images that are enough for a mean that is only reported; below 16 libtorch tries kernels that complain.</summary>
    internal const int Watched = 16;

    /// <summary>One distance an image: <c>[N]</c>.</summary>
    internal Tensor PerImage(Tensor a, Tensor b) => PerImage(a - b);

    /// <summary>One distance an image, <c>[N]</c>, of a difference <c>[N, C, H, W]</c>.</summary>
    internal Tensor PerImage(Tensor difference) => Distance.PerImage(LabelledBatch.Images(Network, difference));

    /// <summary>The gradient of each image's distance for its difference: as large as the difference, 0 for label channels.</summary>
    internal Tensor Slope(Tensor difference)
    {
        var slope = Distance.Slope(LabelledBatch.Images(Network, difference));
        return Network.Classes == 0 ? slope : nn.functional.pad(slope, [0, 0, 0, 0, 0, Network.Classes]);
    }
}
