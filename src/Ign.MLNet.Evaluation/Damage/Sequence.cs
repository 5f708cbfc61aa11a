using System.Buffers;
using System.Text.Json.Serialization;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation;

/// <summary>One damage after the other; none leave the image as it is.</summary>
/// <param name="Steps">The damages in the order in which they are done.</param>
/// <param name="Label">Name for tables instead of those of the steps.</param>
public sealed record Sequence(
    IReadOnlyList<Damage> Steps,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Label = null) : Damage
{
    /// <inheritdoc/>
    public override Damage Sample(ref SeededRandom random, TensorShape shape)
    {
        var settled = new List<Damage>();
        foreach (var step in Steps)
        {
            var sampled = step.Sample(ref random, shape);
            if (sampled is Sequence sequence) settled.AddRange(sequence.Steps);
            else settled.Add(sampled);
        }
        return settled switch { [] => None, [var only] => only, _ => new Sequence(settled) };
    }

    /// <summary>Whether the steps are equal.</summary>
    public bool Equals(Sequence? other) => other is not null && Label == other.Label && Steps.SequenceEqual(other.Steps);

    /// <inheritdoc/>
    public override int GetHashCode() => Steps.Aggregate(Steps.Count, HashCode.Combine);

    /// <inheritdoc/>
    protected internal override string Describe() => Label ?? (Steps.Count == 0 ? "none" : string.Join(", ", Steps.Select(s => s.Name)));

    /// <inheritdoc/>
    protected internal override bool Settled() => Steps.All(s => s.IsSettled);

    internal override IEnumerable<(string, Damage)> Parts => Steps.Select((s, i) => ($"steps[{i}]", s));

    internal override void Check() => DamageLabel.Check(Label);

    /// <inheritdoc/>
    protected internal override void Apply(ReadOnlySpan<float> image, Span<float> result, TensorShape shape, ulong seed)
    {
        if (Steps.Count == 0) image.CopyTo(result);
        float[] rented = ArrayPool<float>.Shared.Rent(Steps.Count > 1 ? result.Length : 0);
        var between = rented.AsSpan(0, Steps.Count > 1 ? result.Length : 0);
        var random = new SeededRandom(seed);
        for (int i = 0; i < Steps.Count; i++)
        {
            // To and fro, so that the last step writes the result.
            var to = (Steps.Count - i) % 2 == 1 ? result : between;
            Steps[i].Draw(image, to, shape, random.NextUInt64());
            image = to;
        }
        ArrayPool<float>.Shared.Return(rented);
    }
}
