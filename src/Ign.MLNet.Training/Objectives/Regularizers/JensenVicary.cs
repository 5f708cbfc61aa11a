using TorchSharp;
using static TorchSharp.torch;

namespace Ign.MLNet.Training;

/// <inheritdoc cref="RegularizerKind.JensenVicary"/>
internal sealed class JensenVicary : IRegularizer
{
    public Tensor Loss(TorchNetwork network, TrainingBatch batch)
    {
        var once = network.Forward(batch.Source, InputRole.Source);
        Tensor target;
        using (no_grad())
        {
            var twice = network.ForwardFrozen(once);
            target = 3 * twice - 2 * network.ForwardFrozen(twice);
        }
        return LabelledBatch.Images(network.Spec, once - target).square().mean();
    }
}
