using System.Text.Json.Serialization;

namespace Ign.MLNet.Evaluation;

/// <summary>
/// A yes or no of a damage, or the probability of yes, out of which every image gets its own. In JSON <c>true</c>, <c>false</c> or <c>0.5</c>.
/// </summary>
[JsonConverter(typeof(ChanceConverter))]
public readonly record struct Chance
{
    /// <summary>A probability.</summary>
    /// <param name="probability">0 (no) to 1 (yes).</param>
    /// <exception cref="ArgumentException">It is outside.</exception>
    public Chance(float probability)
    {
        if (probability is not (>= 0 and <= 1))
            throw new ArgumentException(FormattableString.Invariant($"Expected a probability of 0 to 1, got {probability}."));
        Probability = probability;
    }

    /// <summary>Probability of yes.</summary>
    public float Probability { get; }

    /// <summary>Whether it is certain, either way.</summary>
    public bool IsFixed => Probability is 0 or 1;

    /// <summary>Whether it is yes.</summary>
    /// <exception cref="InvalidOperationException">It is not certain; see <see cref="Damage.Sample"/>.</exception>
    public bool Value => IsFixed
        ? Probability == 1
        : throw new InvalidOperationException(FormattableString.Invariant($"Expected yes or no, got the probability {Probability}: sample the damage first."));

    /// <summary>Certainty.</summary>
    public static implicit operator Chance(bool value) => new(value ? 1 : 0);

    /// <summary>A probability.</summary>
    public static implicit operator Chance(float probability) => new(probability);

    /// <summary>Yes or no; draws nothing where it is certain.</summary>
    public Chance Sample(ref SeededRandom random) => IsFixed ? this : random.NextDouble() < Probability;

    /// <summary>The probability.</summary>
    public override string ToString() => FormattableString.Invariant($"{Probability:0.###}");

    /// <summary>What it adds to the name of a damage: nothing where it is no.</summary>
    internal string Suffix(string word) => Probability switch
    {
        0 => "",
        1 => $"-{word}",
        _ => FormattableString.Invariant($"-{Probability:0.###}-{word}"),
    };
}
