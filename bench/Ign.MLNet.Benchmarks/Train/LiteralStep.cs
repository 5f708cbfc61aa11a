using Ign.MLNet.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Ign.MLNet.Benchmarks;

/// <summary>
/// The step as the paper lists it and as everybody programs it: a second network takes over the weights, and f is applied four times,
/// mean squares, 1 : 1 : 0.1.
/// </summary>
internal sealed class LiteralStep(TorchNetwork network, TorchNetwork copy)
{
    internal void Run(Tensor x, Tensor z)
    {
        using var scope = NewDisposeScope();
        using (no_grad()) copy.Values.copy_(network.Values);
        network.ZeroGradients();
        Tensor fx = network.Forward(x, InputRole.Real), fz = network.Forward(z, InputRole.Source);
        var inner = fz.detach();
        Tensor outer = network.Forward(inner, InputRole.Generated), again = copy.ForwardFrozen(fz);
        var reconstruction = (fx - x).square().mean();
        var idempotence = (again - fz).square().mean();
        var tightness = -(outer - inner).square().mean();
        (reconstruction + idempotence + 0.1 * tightness).backward();
        _ = (reconstruction.ToDouble(), idempotence.ToDouble(), tightness.ToDouble()); // a log reads them
    }
}
