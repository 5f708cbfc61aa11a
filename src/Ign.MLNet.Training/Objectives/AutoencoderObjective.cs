using TorchSharp;
using static TorchSharp.torch;

namespace Ign.MLNet.Training;

/// <summary>
/// The first stage of a latent IGN: L = D(g(e(x)), x) for an encoder e and a decoder g, the layers before and after the bottleneck. That e(g(h)) should give
/// h back is a term of its own: <see cref="RegularizerKind.Alignment"/>.
/// </summary>
public sealed class AutoencoderObjective(AutoencoderOptions options) : IObjective
{
    /// <inheritdoc/>
    public Losses Step(TorchNetwork network, TrainingBatch batch)
    {
        using var scope = NewDisposeScope();
        var d = new ImageDistance(options.Distance, network.Spec);
        var fx = network.Forward(batch.Real, InputRole.Real);
        var reconstruction = d.PerImage(fx, batch.Real).mean();
        reconstruction.backward();

        using var noGradient = no_grad();
        var some = fx.narrow(0, 0, Math.Min(batch.Count, ImageDistance.Watched));
        return new Losses(reconstruction.ToDouble(), d.PerImage(network.ForwardFrozen(some), some).mean().ToDouble());
    }
}
