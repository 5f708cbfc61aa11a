using TorchSharp;
using static TorchSharp.torch;

namespace Ign.MLNet.Training;

/// <summary>
/// The gradients of <see cref="IgnObjective"/> with three forward passes instead of four, and two of them as one.
/// With v = f(z), cut off, one backward pass of Σ wᵢ·D(f(v)ᵢ, vᵢ) gives both what tightness wants of the parameters, for wᵢ = −λt·T′ᵢ / N
/// (T′ᵢ is the slope of the clamp), and what idempotence wants of vᵢ, up to the factor wᵢ, which is divided out: images do not mix.
/// A second backward pass takes that and the reconstruction to the parameters.
/// </summary>
/// <remarks>
/// Where batch normalisation mixes the images (<see cref="TorchNetwork.MixesImages"/>) real images and noise need passes of their own, and all
/// wᵢ must be equal: with a clamp, and where λt is 0, the literal step runs. With dropout both applications to f(z) share one mask.
/// </remarks>
public sealed class FusedIgnObjective(IgnOptions options) : IObjective
{
    // A saturated clamp has slope 0. The factor is divided out again, so any number far above the smallest float does.
    private const double LeastSlope = 1e-12;
    private readonly IgnObjective _literal = new(options);

    /// <inheritdoc/>
    public Losses Step(TorchNetwork network, TrainingBatch batch)
    {
        double tightnessWeight = options.TightnessAt(batch.Progress);
        if (tightnessWeight == 0 || (network.MixesImages && options.TightnessClamp is not null)) return _literal.Step(network, batch);

        using var scope = NewDisposeScope();
        var d = new ImageDistance(options.Distance, network.Spec);
        long n = batch.Count;
        Tensor x = batch.Real, z = batch.Source;
        var (fx, fz, outputs) = network.ForwardBoth(x, z);
        var v = fz.detach().requires_grad_(true);
        var fv = network.Forward(v, InputRole.Generated);

        using var noGradient = no_grad();
        Tensor dx = fx - x, dv = fv - v;
        var reconstruction = d.PerImage(dx);
        var idempotence = d.PerImage(dv);
        var clamp = Clamp(-idempotence, options.ClampReference == ClampReference.Real ? reconstruction : d.PerImage(fz - z));

        var toOutput = d.Slope(dv); // of D(f(v), v) towards f(v); towards v itself it is the opposite
        var factor = clamp.Slope.AtLeast(LeastSlope).Times(-tightnessWeight / n).reshape(-1, 1, 1, 1);
        autograd.backward([fv], [toOutput * factor]);

        var toReal = d.Slope(dx).Times(options.ReconstructionWeight / n);
        var toGenerated = (v.grad!.div_(factor) - toOutput).Times(options.IdempotenceWeight / n);
        if (clamp.ReferenceSlope is { } slope)
        {
            var weighted = slope.Times(tightnessWeight / n).reshape(-1, 1, 1, 1);
            if (options.ClampReference == ClampReference.Real) toReal = toReal.Plus(d.Slope(dx) * weighted);
            else toGenerated = toGenerated.Plus(d.Slope(fz - z) * weighted);
        }
        autograd.backward(outputs, outputs.Length == 1 ? [cat([toReal, toGenerated])] : [toReal, toGenerated]);

        // One transfer: on a GPU each one waits for the whole step.
        var means = stack([reconstruction.mean(), idempotence.mean(), clamp.Tightness.mean()]).to(ScalarType.Float64).cpu().data<double>();
        return new Losses(means[0], means[1], means[2]);
    }

    /// <summary>T = aR·tanh(t / aR), ∂T/∂t, and ∂T/∂R where R has a gradient.</summary>
    private (Tensor Tightness, Tensor Slope, Tensor? ReferenceSlope) Clamp(Tensor tightness, Tensor reference)
    {
        if (options.TightnessClamp is not { } ratio) return (tightness, ones_like(tightness), null);
        var limit = reference.AtLeast(options.ClampFloor).Times(ratio);
        var u = tightness / limit;
        var bent = u.tanh();
        var slope = bent.Squared().SubtractedFrom(1);
        var referenceSlope = options.ClampDetached ? null : (bent - u * slope).Times(ratio) * reference.IsAtLeast(options.ClampFloor);
        return (bent * limit, slope, referenceSlope);
    }
}
