using System.Text.Json;

namespace Ign.MLNet.Training;

/// <summary>Mean of the losses of several steps. A checkpoint holds it: a stop between two reports then changes neither of them.</summary>
internal sealed class LossAverage
{
    private Losses _sum;
    private int _count;

    internal void Add(Losses losses)
    {
        _sum = _count == 0 ? losses : Combine(_sum, losses, 1, 1);
        _count++;
    }

    /// <summary>The mean since the last call.</summary>
    internal Losses Take()
    {
        double share = 1.0 / Math.Max(1, _count);
        _count = 0;
        return Combine(_sum, _sum, share, 0);
    }

    internal string ToJson() => _count == 0 ? "{}" : JsonSerializer.Serialize(new Content(_count, _sum));

    /// <exception cref="JsonException">The text is another one.</exception>
    internal static LossAverage FromJson(string json) =>
        JsonSerializer.Deserialize<Content>(json) is { } content
            ? new LossAverage { _sum = content.Sum, _count = content.Count }
            : throw new JsonException("The losses are null.");

    private static Losses Combine(Losses a, Losses b, double p, double q) => new(
        p * a.Reconstruction + q * b.Reconstruction, p * a.Idempotence + q * b.Idempotence, p * a.Tightness + q * b.Tightness,
        p * a.Restoration + q * b.Restoration, p * a.Coverage + q * b.Coverage,
        p * a.Regularization + q * b.Regularization);

    private sealed record Content(int Count, Losses Sum);
}
