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
            target = twice.Times(3) - network.ForwardFrozen(twice).Times(2);
        }
        return LabelledBatch.Images(network.Spec, once - target).Squared().mean();
    }
}
