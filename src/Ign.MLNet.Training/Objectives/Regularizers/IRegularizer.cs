using static TorchSharp.torch;

namespace Ign.MLNet.Training;

/// <summary>A term that is added to an objective.</summary>
internal interface IRegularizer
{
    /// <summary>The term for one batch, a number with a gradient, before weighting.</summary>
    Tensor Loss(TorchNetwork network, TrainingBatch batch);
}
