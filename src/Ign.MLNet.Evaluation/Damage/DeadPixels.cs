using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation;

/// <summary>Dead pixels: turns pixels black, all channels together.</summary>
/// <param name="Share">Share of the pixels that are lost, 0 to 1.</param>
public sealed record DeadPixels(Amount Share) : Damage
{
    /// <inheritdoc/>
    public override Damage Sample(ref SeededRandom random, TensorShape shape) => new DeadPixels(Share.Sample(ref random));

    /// <inheritdoc/>
    protected internal override string Describe() => $"dead-pixels-{Share}";

    /// <inheritdoc/>
    protected internal override bool Settled() => Share.IsFixed;

    internal override void Check() => Share.Require("share", 0, 1);

    /// <inheritdoc/>
    protected internal override void Apply(ReadOnlySpan<float> image, Span<float> result, TensorShape shape, ulong seed)
    {
        var random = new SeededRandom(seed);
        float share = Share.Value;
        image.CopyTo(result);
        int plane = shape.Height * shape.Width;
        for (int pixel = 0; pixel < plane; pixel++)
        {
            if (random.NextDouble() >= share) continue;
            for (int c = 0; c < shape.Channels; c++) result[c * plane + pixel] = -1;
        }
    }
}
