using TorchSharp;
using static TorchSharp.torch;

namespace Ign.MLNet.Training;

/// <summary>
/// The objective of Idempotent Generative Networks (arXiv 2311.01462):
/// L = λr·D(f(x), x) + λi·D(f′(f(z)), f(z)) + λt·T, where f′ is f without gradient for its parameters and T is the clamped
/// −D(f(f′(z)), f′(z)). Idempotence reaches the parameters through the inner application only, tightness through the outer only.
/// </summary>
/// <remarks>
/// The clamp is a·R·tanh(−D / (a·R)) for each image, where R = D(f(x), x) of the image at the same place in the batch. R is taken without
/// gradient: with it, a saturated clamp would reward a larger reconstruction error.
/// </remarks>
public sealed class IgnObjective(IgnOptions options) : IObjective
{
    /// <inheritdoc/>
    public Losses Step(TorchNetwork network, Tensor real, Tensor source, double progress)
    {
        using var scope = NewDisposeScope();
        var d = options.Distance;
        var fx = network.Forward(real);
        var fz = network.Forward(source);
        var fzFixed = fz.detach();

        var reconstruction = d.PerImage(fx, real);
        var idempotence = d.PerImage(network.ForwardFrozen(fz), fz);
        var tightness = -d.PerImage(network.Forward(fzFixed), fzFixed);
        if (options.TightnessClamp is { } ratio)
        {
            var limit = ratio * reconstruction.detach().clamp_min(options.ClampFloor);
            tightness = (tightness / limit).tanh() * limit;
        }
        var total = options.ReconstructionWeight * reconstruction.mean() + options.IdempotenceWeight * idempotence.mean() + options.TightnessWeight * tightness.mean();
        total.backward();
        return new Losses(reconstruction.mean().ToDouble(), idempotence.mean().ToDouble(), tightness.mean().ToDouble());
    }
}
