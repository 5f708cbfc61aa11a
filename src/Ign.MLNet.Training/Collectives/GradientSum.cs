using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Ign.MLNet.Training;

/// <summary>
/// Makes the gradients of the parts of a batch those of the batch: one transfer a step, which also carries the losses and whether a rank wants to stop.
/// </summary>
/// <param name="all">The ranks.</param>
/// <param name="gradients">Gradients of a network, a flat tensor of 32-bit floats on any device.</param>
internal sealed class GradientSum(ICollective all, Tensor gradients) : IDisposable
{
    private const int Terms = 7;

    private readonly Tensor? _buffer = all.Ranks == 1 ? null : zeros(gradients.numel() + Terms, ScalarType.Float32).DetachFromDisposeScope();

    /// <summary>Whether a rank wanted to stop in the last step; then all of them do.</summary>
    internal bool Stop { get; private set; }

    /// <summary>Replaces the gradients by their means over the ranks.</summary>
    /// <param name="losses">Those of this rank's part.</param>
    /// <param name="stop">Whether this rank wants to stop.</param>
    /// <returns>The losses of the whole batch.</returns>
    internal Losses Mean(Losses losses, bool stop)
    {
        if (_buffer is null) return losses;
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var mine = _buffer.narrow(0, 0, gradients.numel());
        mine.copy_(gradients);
        var values = MemoryMarshal.Cast<byte, float>(_buffer.bytes);
        var terms = values[^Terms..];
        double?[] parts = [losses.Reconstruction, losses.Idempotence, losses.Tightness, losses.Restoration, losses.Coverage, losses.Regularization,
            stop ? all.Ranks : 0];
        for (int i = 0; i < Terms; i++) terms[i] = (float)(parts[i] ?? 0);
        all.Sum(values);
        gradients.copy_(mine.div_(all.Ranks));
        foreach (ref float term in terms) term /= all.Ranks;
        Stop = terms[6] > 0;
        return new Losses(terms[0], terms[1], losses.Tightness is null ? null : terms[2], losses.Restoration is null ? null : terms[3],
            losses.Coverage is null ? null : terms[4], losses.Regularization is null ? null : terms[5]);
    }

    public void Dispose() => _buffer?.Dispose();
}
