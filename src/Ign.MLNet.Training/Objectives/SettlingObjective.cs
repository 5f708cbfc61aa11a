using System.Text.Json;
using Ign.MLNet.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Ign.MLNet.Training;

/// <summary>
/// The end of a training by the paper's objective, in which f comes to rest. As long as tightness pushes, f(z) is no fixed point. So it stops, and what f
/// generates by then counts as data: with g, the average of f when the end begins, L = λr·D(f(x), x) + λi·D(f(z), g(z)) + λi·D(f(f′(z)), g(z)).
/// </summary>
/// <remarks>What comes before the end is <paramref name="beginning"/>. All terms are regressions to fixed images, so that nothing pushes against anything.</remarks>
internal sealed class SettlingObjective(UnpairedOptions options, IObjective beginning, NetworkSpec network, Device device) : IObjective, IDisposable
{
    private readonly TorchNetwork _generator = new(network, device);
    private bool _settles;

    public IReadOnlyDictionary<string, Tensor> Tensors => new Dictionary<string, Tensor> { ["generator"] = _generator.Values };

    public string Memory { get => JsonSerializer.Serialize(_settles); set => _settles = JsonSerializer.Deserialize<bool>(value); }

    public Losses Step(TorchNetwork network, TrainingBatch batch)
    {
        if (batch.Progress < 1 - options.SettlingShare) return beginning.Step(network, batch);
        using var scope = NewDisposeScope();
        var d = new ImageDistance(options.SettlingDistance, network.Spec);
        Tensor target;
        using (no_grad())
        {
            if (!_settles) _generator.Values.copy_((batch.Average ?? network).Values);
            _settles = true;
            target = _generator.ForwardFrozen(batch.Source, InputRole.Source);
        }
        var (fx, fz, _) = network.ForwardBoth(batch.Real, batch.Source);
        var v = fz.detach();
        var fv = network.Forward(v, InputRole.Generated);

        var reconstruction = d.PerImage(fx, batch.Real).mean();
        var generation = d.PerImage(fz, target).mean();
        var rest = d.PerImage(fv, target).mean();
        reconstruction.Plus(generation).Plus(rest).backward();

        using var noGradient = no_grad();
        return new Losses(reconstruction.ToDouble(), d.PerImage(fv, v).mean().ToDouble());
    }

    public void Dispose() => _generator.Dispose();
}
