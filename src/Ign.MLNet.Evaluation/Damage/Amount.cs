using System.Globalization;
using System.Text.Json.Serialization;

namespace Ign.MLNet.Evaluation;

/// <summary>
/// A number of a damage: one value, or a range out of which every image gets its own. In JSON <c>0.5</c>, <c>[0.1, 0.8]</c>, or
/// <c>{"log": [0.0001, 0.01]}</c> for a range of which every octave is equally likely. Where a count is meant, both ends are whole and drawn too.
/// </summary>
[JsonConverter(typeof(AmountConverter))]
public readonly record struct Amount
{
    /// <summary>One value.</summary>
    public Amount(float value) : this(value, value) { }

    /// <summary>A range.</summary>
    /// <param name="low">Its lower end.</param>
    /// <param name="high">Its upper end, not below <paramref name="low"/>.</param>
    /// <param name="isLogarithmic">Whether the logarithm is uniform, not the value; <paramref name="low"/> is above 0 then.</param>
    /// <exception cref="ArgumentException">An end is not finite, or the ends are in the wrong order.</exception>
    public Amount(float low, float high, bool isLogarithmic = false)
    {
        if (!float.IsFinite(low) || !float.IsFinite(high)) throw new ArgumentException($"Expected finite numbers, got {Text(low, high)}.");
        if (low > high) throw new ArgumentException($"Expected a range from low to high, got {Text(low, high)}.");
        if (isLogarithmic && low <= 0) throw new ArgumentException($"Expected a logarithmic range above 0, got {Text(low, high)}.");
        (Low, High, IsLogarithmic) = (low, high, isLogarithmic);
    }

    /// <summary>Lower end.</summary>
    public float Low { get; }

    /// <summary>Upper end.</summary>
    public float High { get; }

    /// <summary>Whether the logarithm is uniform.</summary>
    public bool IsLogarithmic { get; }

    /// <summary>Whether there is only one value.</summary>
    public bool IsFixed => Low == High;

    /// <summary>The one value.</summary>
    /// <exception cref="InvalidOperationException">There is a range; see <see cref="Damage.Sample"/>.</exception>
    public float Value => IsFixed ? Low : throw new InvalidOperationException($"Expected one value, got the range {this}: sample the damage first.");

    /// <summary>The one value of a count.</summary>
    internal int Whole => (int)Value;

    /// <summary>One value.</summary>
    public static implicit operator Amount(float value) => new(value);

    /// <summary>A range.</summary>
    public static implicit operator Amount((float Low, float High) range) => new(range.Low, range.High);

    /// <summary>A range of which every octave is equally likely.</summary>
    public static Amount Logarithmic(float low, float high) => new(low, high, isLogarithmic: true);

    /// <summary>A value of the range; draws nothing where there is only one.</summary>
    public Amount Sample(ref SeededRandom random) => IsFixed ? Low
        : IsLogarithmic ? Math.Clamp((float)Math.Exp(Math.Log(Low) + (Math.Log(High) - Math.Log(Low)) * random.NextDouble()), Low, High)
        : random.Next(Low, High);

    /// <summary>A whole value of a range with whole ends, both among them.</summary>
    public Amount SampleWhole(ref SeededRandom random) => IsFixed ? Low : Low + random.Next((int)(High - Low) + 1);

    /// <summary>For example <c>0.5</c> or <c>0.1..0.8</c>, rounded to four digits.</summary>
    public override string ToString() => Text(Low, High);

    internal void Require(string name, float least, float most, bool whole = false)
    {
        if (Low < least || High > most) throw new ArgumentException($"{name}: expected {Text(least, most)}, got {this}.");
        if (whole && (Low != MathF.Floor(Low) || High != MathF.Floor(High))) throw new ArgumentException($"{name}: expected whole numbers, got {this}.");
    }

    private static string Text(float low, float high) => low == high ? Text(low) : $"{Text(low)}..{Text(high)}";

    private static string Text(float value) =>
        value.ToString(Math.Abs(value) is > 0 and < 1e-4f or >= 1e4f ? "0.###e0" : "0.####", CultureInfo.InvariantCulture);
}
