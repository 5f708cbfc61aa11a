using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation;

/// <summary>Turns pixels black or white, all channels together, with equal chance.</summary>
/// <param name="Share">Share of the pixels that are hit, 0 to 1.</param>
public sealed record SaltAndPepper(Amount Share) : Damage
{
    /// <inheritdoc/>
    public override Damage Sample(ref SeededRandom random, TensorShape shape) => new SaltAndPepper(Share.Sample(ref random));

    /// <inheritdoc/>
    protected internal override string Describe() => $"salt-pepper-{Share}";

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
            double draw = random.NextDouble();
            if (draw >= share) continue;
            for (int c = 0; c < shape.Channels; c++) result[c * plane + pixel] = draw < share / 2 ? -1 : 1;
        }
    }
}
