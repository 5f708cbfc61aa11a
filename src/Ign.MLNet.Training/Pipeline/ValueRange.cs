using static System.FormattableString;

namespace Ign.MLNet.Training;

/// <summary>Brings a column of floats from its stated range to [-1, 1], and watches whether the range is the right one.</summary>
/// <param name="column">Name of the column, for messages.</param>
/// <param name="minimum">Value of black.</param>
/// <param name="maximum">Value of white.</param>
internal sealed class ValueRange(string column, float minimum, float maximum)
{
    private const double Tolerance = 1e-4;
    private readonly double _span = (double)maximum - minimum;
    private float _least = float.PositiveInfinity;
    private float _most = float.NegativeInfinity;
    private long _cut;
    private long _skipped;

    /// <summary>Scales one image in place. What lies a little outside is cut: a clean image has no such values.</summary>
    /// <param name="image">Values of the column.</param>
    /// <param name="row">Its row, for messages.</param>
    /// <returns>False for an image with missing or infinite values, which cannot be learned from.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside of the range by more than half of its span.</exception>
    internal bool ToUnit(Span<float> image, long row)
    {
        foreach (float value in image)
        {
            if (float.IsFinite(value)) continue;
            _skipped++;
            return false;
        }
        for (int i = 0; i < image.Length; i++)
        {
            float value = image[i];
            _least = Math.Min(_least, value);
            _most = Math.Max(_most, value);
            if (value < minimum || value > maximum)
            {
                if (value < minimum - _span / 2 || value > maximum + _span / 2) throw FarOutside("input", value, row);
                if (value < minimum - Tolerance * _span || value > maximum + Tolerance * _span) _cut++;
                value = Math.Clamp(value, minimum, maximum);
            }
            image[i] = (float)(2 * (value - (double)minimum) / _span - 1);
        }
        return true;
    }

    /// <summary>What a user should know about the values, each in a sentence.</summary>
    /// <param name="images">Images that were kept.</param>
    internal IEnumerable<string> Oddities(int images)
    {
        if (_skipped > 0) yield return Invariant($"Skipped {_skipped:N0} rows with missing or infinite values in column '{column}' during training.");
        if (_cut > 0) yield return Invariant($"Column '{column}': {_cut:N0} values are outside of {minimum} to {maximum} and were cut to it.");
        if (images > 0 && (double)_most - _least <= _span / 2)
            yield return Invariant(
                $"Column '{column}': all values lie between {_least} and {_most}, in half of the stated range {minimum} to {maximum} or less. {Advice}");
    }

    private ArgumentOutOfRangeException FarOutside(string parameter, float value, long row) =>
        new(parameter, Invariant($"Column '{column}': expected values from {minimum} to {maximum}, got {value} in row {row}. {Advice}"));

    private static string Advice => $"Set {nameof(IgnTrainerOptions.Minimum)} and {nameof(IgnTrainerOptions.Maximum)} of {nameof(IgnTrainerOptions)} to what black and white are in this column, for example 0 and 255, or scale it.";
}
