using System.Text.Json;
using Ign.MLNet.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Ign.MLNet.Training;

/// <summary>
/// The end of a training that projects noise, in which f comes to rest. While tightness pushes, or while samples are pulled, f(z) is no fixed point. So that
/// stops, and what f generates by then counts as data: with g, the averaged f at that moment, L = D(f(x), x) + D(f(z), g(z)) + D(f(f′(z)), g(z)), where D is
/// the mean absolute difference.
/// </summary>
/// <remarks>All three terms pull towards fixed images, so none pushes against another. A checkpoint holds g.</remarks>
/// <param name="options">When it begins.</param>
/// <param name="beginning">What is minimised before.</param>
/// <param name="network">The network.</param>
/// <param name="device">Where it is.</param>
/// <param name="type">The type of its parameters.</param>
internal sealed class SettlingObjective(
    UnpairedOptions options, IObjective beginning, NetworkSpec network, Device? device = null, ScalarType type = ScalarType.Float32) : IObjective, IDisposable
{
    private readonly TorchNetwork _generator = new(network, device, type);
    private bool _settles;

    public IReadOnlyDictionary<string, Tensor> Tensors =>
        beginning.Tensors.Append(KeyValuePair.Create("generator", _generator.Values)).ToDictionary();

    public string Memory
    {
        get => JsonSerializer.Serialize(new Content(_settles, beginning.Memory));
        set
        {
            var content = JsonSerializer.Deserialize<Content>(value) ?? throw new JsonException("The memory is null.");
            (_settles, beginning.Memory) = (content.Settles, content.Beginning);
        }
    }

    public Losses Step(TorchNetwork network, TrainingBatch batch)
    {
        if (batch.Progress < 1 - options.SettlingShare) return beginning.Step(network, batch);
        using var scope = NewDisposeScope();
        var target = Generated(network, batch);
        var (fx, fz, _) = network.ForwardBoth(batch.Real, batch.Source);
        var v = fz.detach();
        var fv = network.Forward(v, InputRole.Generated);

        var d = new ImageDistance(Distance.L1, network.Spec);
        d.PerImage(fx, batch.Real).mean().Plus(d.PerImage(fz, target).mean()).Plus(d.PerImage(fv, target).mean()).backward();

        // In the distance of the objective, so that its curves go on.
        using var noGradient = no_grad();
        var shown = d with { Distance = options.Distance };
        return new Losses(shown.PerImage(fx, batch.Real).mean().ToDouble(), shown.PerImage(fv, v).mean().ToDouble());
    }

    public void Dispose()
    {
        _generator.Dispose();
        (beginning as IDisposable)?.Dispose();
    }

    /// <summary>g(z); the first call takes g.</summary>
    private Tensor Generated(TorchNetwork network, TrainingBatch batch)
    {
        using var noGradient = no_grad();
        if (!_settles) _generator.Values.copy_((batch.Average ?? network).Values);
        _settles = true;
        return _generator.ForwardFrozen(batch.Source, InputRole.Source);
    }

    private sealed record Content(bool Settles, string Beginning);
}
