using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation;

/// <summary>A print that lost its blacks: with v the value on the scale of 0 to 1, lift + contrast · (1 - lift) · v.</summary>
/// <param name="Contrast">What is left of the range above the lift, 0 to 1.</param>
/// <param name="Lift">What black becomes on the scale of 0 to 1.</param>
public sealed record Fade(Amount Contrast, Amount Lift = default) : Damage
{
    /// <inheritdoc/>
    public override Damage Sample(ref SeededRandom random, TensorShape shape) => new Fade(Contrast.Sample(ref random), Lift.Sample(ref random));

    /// <inheritdoc/>
    protected internal override string Describe() => $"fade-{Contrast}-{Lift}";

    /// <inheritdoc/>
    protected internal override bool Settled() => Contrast.IsFixed && Lift.IsFixed;

    internal override void Check()
    {
        Contrast.Require("contrast", 0, 1);
        Lift.Require("lift", 0, 1);
    }

    /// <inheritdoc/>
    protected internal override void Apply(ReadOnlySpan<float> image, Span<float> result, TensorShape shape, ulong seed)
    {
        // On the scale of [-1, 1]: black is 2 lift - 1, and the slope is the same.
        float slope = Contrast.Value * (1 - Lift.Value), black = 2 * Lift.Value - 1;
        for (int i = 0; i < image.Length; i++) result[i] = black + slope * (image[i] + 1);
    }
}
