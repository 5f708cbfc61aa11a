using TorchSharp;
using static TorchSharp.torch;

namespace Ign.MLNet.Training;

/// <inheritdoc cref="RegularizerKind.BatchDeviation"/>
internal sealed class BatchDeviation : IRegularizer
{
    private const double Least = 1e-6; // the root of a variance of 0 has no slope

    public Tensor Loss(TorchNetwork network, TrainingBatch batch) =>
        (Deviation(LabelledBatch.Images(network.Spec, network.Forward(batch.Source, InputRole.Source)))
            - Deviation(LabelledBatch.Images(network.Spec, batch.Real))).Squared().mean();

    private static Tensor Deviation(Tensor images) => (images - images.mean([0], keepdim: true)).Squared().mean([0]).Plus(Least).sqrt();
}
