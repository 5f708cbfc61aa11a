using static TorchSharp.torch;

namespace Ign.MLNet.Training;

/// <summary>A training objective: one step of it is a function that leaves the gradients in the network.</summary>
public interface IObjective
{
    /// <summary>Computes the losses of one batch and adds their gradients to <see cref="TorchNetwork.Gradients"/>.</summary>
    Losses Step(TorchNetwork network, TrainingBatch batch);

    /// <summary>
    /// Tensors that the objective remembers from step to step, by name: a checkpoint holds them, and loading copies into them. Empty for an
    /// objective that is a function of network and batch alone.
    /// </summary>
    IReadOnlyDictionary<string, Tensor> Tensors => NoTensors;

    /// <summary>What it remembers beside them, as JSON; <c>{}</c> for nothing.</summary>
    /// <exception cref="System.Text.Json.JsonException">The text that is set is another one.</exception>
    string Memory { get => "{}"; set { } }

    private static readonly Dictionary<string, Tensor> NoTensors = [];
}
