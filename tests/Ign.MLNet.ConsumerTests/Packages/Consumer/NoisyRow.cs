using Microsoft.ML.Data;

namespace Stranger;

/// <summary>An image of noise around a grey that tells its class, the same in every process.</summary>
internal sealed class NoisyRow
{
    /// <summary>Values from -1 to 1.</summary>
    [VectorType(28 * 28)]
    public float[] Noisy { get; set; } = [];

    [KeyType(2)]
    public uint Label { get; set; }

    internal static NoisyRow[] Some()
    {
        var random = new Random(7);
        return [.. Enumerable.Range(0, 12).Select(i => new NoisyRow
        {
            Noisy = [.. Enumerable.Range(0, 28 * 28).Select(_ => (random.NextSingle() + i % 2) - 1)],
            Label = (uint)(i % 2) + 1,
        })];
    }
}
