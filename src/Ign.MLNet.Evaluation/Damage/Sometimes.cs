using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation;

/// <summary>A damage that an image gets with a probability; else it stays as it is.</summary>
/// <param name="Probability">0 (never) to 1 (always).</param>
/// <param name="Then">The damage.</param>
public sealed record Sometimes(Chance Probability, Damage Then) : Damage
{
    /// <inheritdoc/>
    public override Damage Sample(ref SeededRandom random, TensorShape shape) => Probability.Sample(ref random).Value ? Then.Sample(ref random, shape) : None;

    /// <inheritdoc/>
    protected internal override string Describe() => FormattableString.Invariant($"sometimes {Probability.Probability:0.###} ({Then.Name})");

    /// <inheritdoc/>
    protected internal override bool Settled() => false;

    internal override IEnumerable<(string, Damage)> Parts => [("then", Then)];

    /// <inheritdoc/>
    protected internal override void Apply(ReadOnlySpan<float> image, Span<float> result, TensorShape shape, ulong seed) =>
        throw new InvalidOperationException("A chance is sampled before it is applied.");
}
