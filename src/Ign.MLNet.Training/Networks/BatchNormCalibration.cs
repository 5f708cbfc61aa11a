using static TorchSharp.torch;

namespace Ign.MLNet.Training;

/// <summary>
/// Gives a finished network its fixed statistics of batch normalisation. Those of averaged weights are not the averages of those of the
/// weights, so they are measured anew, batch after batch, with the weights as they are.
/// </summary>
internal static class BatchNormCalibration
{
    /// <summary>Images that the statistics are measured on, at most.</summary>
    internal const int Images = 1024;

    internal static void Apply(TorchNetwork finished, BatchStatistics running, BatchNormOptions options, IEnumerable<(Tensor Real, Tensor Source)> batches)
    {
        if (options.Inference == BatchNormInference.Running)
        {
            running.CopyTo(finished.Values, InputRole.Real);
            return;
        }
        using var noGradient = no_grad();
        finished.TrainBatchNorm(options with { Separate = false });
        int count = 0;
        using var scope = NewDisposeScope();
        foreach (var (real, source) in batches)
        {
            using var pass = NewDisposeScope();
            if (options.Inference != BatchNormInference.Source) Pass(real);
            if (options.Inference != BatchNormInference.Real) Pass(source);
        }
        finished.Statistics!.CopyTo(finished.Values, InputRole.Real);

        void Pass(Tensor images)
        {
            finished.Statistics!.Momentum = 1.0 / ++count; // a plain mean over the batches
            finished.Forward(images, InputRole.Real);
        }
    }
}
