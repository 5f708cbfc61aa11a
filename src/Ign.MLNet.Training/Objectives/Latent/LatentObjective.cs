using TorchSharp;
using static TorchSharp.torch;

namespace Ign.MLNet.Training;

/// <summary>
/// An objective for the layers h of decoder ∘ h ∘ encoder, on codes e(x) and e(z) in place of images. h is trained as a network of its own, whose parameters
/// and gradients are a part of the whole network's: those of encoder and decoder get no gradient and do not move. All losses are distances of codes.
/// </summary>
internal sealed class LatentObjective(IObjective objective, LatentEncoder encoder, LatentOptions options) : IObjective, IDisposable
{
    private (TorchNetwork Whole, TorchNetwork Part)? _trained;

    public IReadOnlyDictionary<string, Tensor> State => objective.State;

    public Losses Step(TorchNetwork network, TrainingBatch batch)
    {
        using var scope = NewDisposeScope();
        var h = PartOf(network);
        (h.Dropout, h.ComputeType) = (network.Dropout, network.ComputeType);
        return objective.Step(h, batch with { Real = encoder.Encode(batch.Real), Source = encoder.Encode(batch.Source) });
    }

    public void Dispose()
    {
        _trained?.Part.Dispose();
        (objective as IDisposable)?.Dispose();
        encoder.Dispose();
    }

    private TorchNetwork PartOf(TorchNetwork network)
    {
        if (_trained is { } known && ReferenceEquals(known.Whole, network)) return known.Part;
        _trained?.Part.Dispose();
        var part = network.Part(options.First, options.Count);
        _trained = (network, part);
        return part;
    }
}
