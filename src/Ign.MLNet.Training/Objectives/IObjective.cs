using static TorchSharp.torch;

namespace Ign.MLNet.Training;

/// <summary>A training objective: one step of it is a function that leaves the gradients in the network.</summary>
public interface IObjective
{
    /// <summary>Computes the losses of one batch and adds their gradients to <see cref="TorchNetwork.Gradients"/>.</summary>
    /// <param name="network">The network f.</param>
    /// <param name="real">Real images x, <c>[N, C, H, W]</c> in [-1, 1].</param>
    /// <param name="source">Inputs off the manifold, of the same shape; entry i may be a damaged version of x_i.</param>
    /// <param name="progress">Share of the training that is done, 0 to 1; weights may follow a schedule over it.</param>
    Losses Step(TorchNetwork network, Tensor real, Tensor source, double progress);
}
