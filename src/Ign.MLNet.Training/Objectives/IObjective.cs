using static TorchSharp.torch;

namespace Ign.MLNet.Training;

/// <summary>A training objective: one step of it is a function that leaves the gradients in the network.</summary>
public interface IObjective
{
    /// <summary>Computes the losses of one batch and adds their gradients to <see cref="TorchNetwork.Gradients"/>.</summary>
    /// <param name="network">The network f.</param>
    /// <param name="batch">What to learn from.</param>
    Losses Step(TorchNetwork network, TrainingBatch batch);

    /// <summary>
    /// What the objective remembers from step to step, by name: a checkpoint holds it, and loading copies into these tensors. Empty for an
    /// objective that is a function of network and batch alone.
    /// </summary>
    IReadOnlyDictionary<string, Tensor> State => EmptyState;

    private static readonly Dictionary<string, Tensor> EmptyState = [];
}
