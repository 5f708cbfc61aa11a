using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Ign.MLNet.Training;

/// <inheritdoc cref="RegularizerKind.BatchDeviation"/>
internal sealed class BatchDeviation : IRegularizer
{
    private const double Least = 1e-6; // the root of a variance of 0 has no slope

    public Tensor Loss(TorchNetwork network, TrainingBatch batch)
    {
        var generated = LabelledBatch.Images(network.Spec, network.Forward(batch.Source, InputRole.Source));
        var real = LabelledBatch.Images(network.Spec, batch.Real);
        return batch.All.Ranks == 1 ? (Deviation(generated) - Deviation(real)).Squared().mean() : Shared(generated, real, batch.All);
    }

    private static Tensor Deviation(Tensor images) => (images - images.mean([0], keepdim: true)).Squared().mean([0]).Plus(Least).sqrt();

    /// <summary>
    /// The same over the images of all ranks: with the moments of all of them, the slope towards this rank's own images is known, and a sum with it as weights
    /// has that slope. Gradients are averaged over the ranks later, so that it is as many times as large.
    /// </summary>
    private static Tensor Shared(Tensor generated, Tensor real, ICollective all)
    {
        Tensor slope, value;
        using (no_grad())
        {
            var (mean, deviation) = Moments(generated, all);
            var difference = deviation - Moments(real, all).Deviation;
            value = difference.Squared().mean();
            slope = (generated - mean) * (difference / deviation).Times(2.0 / (difference.numel() * generated.shape[0]));
        }
        var sum = (generated * slope).sum();
        return sum - sum.detach() + value;
    }

    /// <summary>Mean and deviation of each value over the images of all ranks.</summary>
    private static (Tensor Mean, Tensor Deviation) Moments(Tensor images, ICollective all)
    {
        double count = images.shape[0] * all.Ranks;
        var mean = Summed(images.sum([0], keepdim: true), all).Times(1 / count);
        return (mean, Summed((images - mean).Squared().sum([0], keepdim: true), all).Times(1 / count).Plus(Least).sqrt());
    }

    private static Tensor Summed(Tensor values, ICollective all)
    {
        var here = values.to(ScalarType.Float32).cpu().contiguous().clone();
        all.Sum(MemoryMarshal.Cast<byte, float>(here.bytes));
        return here.to(values.device).to(values.dtype);
    }
}
