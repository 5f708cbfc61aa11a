using System.Globalization;
using System.Text.Json.Serialization;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation;

/// <summary>One of several damages for each image.</summary>
/// <param name="Of">The damages.</param>
/// <param name="Weights">The probability of each is proportional to its weight, 0 or more; all are equal where there are none.</param>
/// <param name="Label">Name for tables instead of those of the damages.</param>
public sealed record OneOf(
    IReadOnlyList<Damage> Of,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<float>? Weights = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Label = null) : Damage
{
    /// <inheritdoc/>
    public override Damage Sample(ref SeededRandom random, TensorShape shape)
    {
        Check();
        return Of[Weights is null ? random.Next(Of.Count) : Weighted(random.NextDouble())].Sample(ref random, shape);
    }

    /// <summary>Whether the damages and their weights are equal.</summary>
    public bool Equals(OneOf? other) =>
        other is not null && Label == other.Label && Of.SequenceEqual(other.Of) && (Weights ?? []).SequenceEqual(other.Weights ?? []);

    /// <inheritdoc/>
    public override int GetHashCode() => Of.Aggregate(Of.Count, HashCode.Combine);

    /// <inheritdoc/>
    protected internal override string Describe() => Label ?? $"one of ({string.Join("; ", Of.Select(s => s.Name))})";

    /// <inheritdoc/>
    protected internal override bool Settled() => false;

    internal override IEnumerable<(string, Damage)> Parts => Of.Select((s, i) => ($"of[{i}]", s));

    internal override void Check()
    {
        DamageLabel.Check(Label);
        if (Of.Count == 0) throw new ArgumentException("of: expected at least one damage, got none.");
        if (Weights is null) return;
        if (Weights.Count != Of.Count) throw new ArgumentException($"weights: expected as many as there are damages, {Of.Count}, got {Weights.Count}.");
        if (Weights.All(w => float.IsFinite(w) && w >= 0) && Weights.Sum() is > 0 and < float.PositiveInfinity) return;
        string shown = string.Join(", ", Weights.Take(10).Select(w => w.ToString(CultureInfo.InvariantCulture)));
        throw new ArgumentException($"weights: expected numbers of 0 or more with a sum above 0, got {shown}.");
    }

    /// <inheritdoc/>
    protected internal override void Apply(ReadOnlySpan<float> image, Span<float> result, TensorShape shape, ulong seed) =>
        throw new InvalidOperationException("A choice is sampled before it is applied.");

    private int Weighted(double draw)
    {
        double rest = draw * Weights!.Sum(w => (double)w);
        int last = Weights!.Count - 1;
        while (Weights[last] == 0) last--; // rounding must not choose what has no weight
        for (int i = 0; i < last; i++)
            if ((rest -= Weights[i]) < 0) return i;
        return last;
    }
}
