using Ign.MLNet.Networks;
using static TorchSharp.torch;

namespace Ign.MLNet.Training;

/// <summary>Parts of tensors <c>[N, C, H, W]</c> whose last channels are labels, see <see cref="Conditioned"/>.</summary>
internal static class LabelledBatch
{
    /// <summary>The image channels; the tensor itself where there are no others.</summary>
    internal static Tensor Images(NetworkSpec network, Tensor batch) => network.Classes == 0 ? batch : batch.narrow(1, 0, network.ImageShape.Channels);

    /// <summary>The label channels, of which there is at least one.</summary>
    internal static Tensor Labels(NetworkSpec network, Tensor batch) => batch.narrow(1, network.ImageShape.Channels, network.Classes);
}
