using TorchSharp;
using static TorchSharp.torch;

namespace Ign.MLNet.Training;

/// <inheritdoc cref="RegularizerKind.Alignment"/>
/// <param name="split">Index of the first layer of G.</param>
internal sealed class Alignment(int split) : IRegularizer
{
    public Tensor Loss(TorchNetwork network, TrainingBatch batch)
    {
        Tensor h;
        using (no_grad()) h = network.ForwardLayers(batch.Real, 0, split, InputRole.Real);
        var image = network.ForwardLayers(h, split, network.Spec.Layers.Count - split, InputRole.Real);
        return (network.ForwardLayers(image, 0, split, InputRole.Generated) - h).square().mean();
    }
}
