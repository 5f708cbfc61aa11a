using TorchSharp;
using static TorchSharp.torch;

namespace Ign.MLNet.Training;

/// <summary>
/// The objective of Idempotent Generative Networks (arXiv 2311.01462), literally:
/// L = λr·D(f(x), x) + λi·D(f′(f(z)), f(z)) + λt·T, where f′ is f without gradient for its parameters and T is the clamped
/// −D(f(f′(z)), f′(z)). Idempotence reaches the parameters through the inner application only, tightness through the outer only.
/// </summary>
/// <remarks>
/// The clamp is a·R·tanh(−D / (a·R)) for each image, with R as <see cref="IgnOptions.ClampReference"/> says. <see cref="FusedIgnObjective"/>
/// gives the same gradients in less time.
/// </remarks>
public sealed class IgnObjective(IgnOptions options) : IObjective
{
    /// <inheritdoc/>
    public Losses Step(TorchNetwork network, TrainingBatch batch)
    {
        using var scope = NewDisposeScope();
        var d = new ImageDistance(options.Distance, network.Spec);
        var fx = network.Forward(batch.Real, InputRole.Real);
        var fz = network.Forward(batch.Source, InputRole.Source);
        var fzFixed = fz.detach();

        var reconstruction = d.PerImage(fx, batch.Real);
        var idempotence = d.PerImage(network.ForwardFrozen(fz), fz);
        var tightness = -d.PerImage(network.Forward(fzFixed, InputRole.Generated), fzFixed);
        if (options.TightnessClamp is { } ratio)
        {
            var reference = options.ClampReference == ClampReference.Real ? reconstruction : d.PerImage(fz, batch.Source);
            var limit = (options.ClampDetached ? reference.detach() : reference).AtLeast(options.ClampFloor).Times(ratio);
            tightness = (tightness / limit).tanh() * limit;
        }
        var total = reconstruction.mean().Times(options.ReconstructionWeight)
            .Plus(idempotence.mean().Times(options.IdempotenceWeight))
            .Plus(tightness.mean().Times(options.TightnessAt(batch.Progress)));
        total.backward();
        return new Losses(reconstruction.mean().ToDouble(), idempotence.mean().ToDouble(), tightness.mean().ToDouble());
    }
}
