using System.Numerics.Tensors;
using Ign.MLNet.Networks;
using Microsoft.ML.Data;

namespace Ign.MLNet;

/// <summary>Looks at the first images of a stage for what makes garbage without an error, and warns once.</summary>
/// <param name="column">Name of the column.</param>
/// <param name="shape">The model's.</param>
/// <param name="range">Values of black and white in the column, as the stage takes them.</param>
/// <param name="warn">Receives the warning.</param>
internal sealed class InputWatch(string column, TensorShape shape, (float Minimum, float Maximum) range, Action<string> warn)
{
    private const int Images = 16;

    // Noise leaves the range by a part of it; another unit leaves it by multiples.
    private const int Spans = 2;

    private int _seen;
    private int _warned;

    /// <summary>Looks at an image of a column of floats. May be called by several threads.</summary>
    internal void Look(ReadOnlySpan<float> image)
    {
        if (Volatile.Read(ref _seen) >= Images) return;
        Interlocked.Increment(ref _seen);
        float least = TensorPrimitives.Min(image), most = TensorPrimitives.Max(image);
        double span = (double)range.Maximum - range.Minimum;
        bool foreign = most > range.Maximum + Spans * span || least < range.Minimum - Spans * span;
        // Infinity is another matter, which has its own error.
        if (!foreign || !float.IsFinite(least) || !float.IsFinite(most) || Interlocked.Exchange(ref _warned, 1) != 0) return;
        string found = FormattableString.Invariant($"{least} to {most}, but the stage expects {range.Minimum} to {range.Maximum}");
        warn($"Column '{column}' holds values from {found}: the projections are probably garbage. Set {nameof(IgnProjectionOptions.Minimum)} and " +
            $"{nameof(IgnProjectionOptions.Maximum)} of {nameof(IgnProjectionOptions)} to what black and white are in this column, for example 0 and 255.");
    }

    /// <summary>Looks at the column.</summary>
    internal void Look(DataViewType type)
    {
        if (Interleaved(column, shape, type) is { } warning) warn(warning);
    }

    /// <summary>The warning of a column whose dimensions end in the channels, which are those of interleaved pixels; null for others.</summary>
    internal static string? Interleaved(string column, TensorShape shape, DataViewType type)
    {
        if (type is not VectorDataViewType vector || shape.Channels == 1) return null;
        int[] planes = [shape.Channels, shape.Height, shape.Width], interleaved = [shape.Height, shape.Width, shape.Channels];
        int[] dimensions = [.. vector.Dimensions.SkipWhile((d, i) => d == 1 && i < vector.Dimensions.Length - planes.Length)];
        return !dimensions.SequenceEqual(interleaved) || dimensions.SequenceEqual(planes)
            ? null
            : $"Column '{column}' has dimensions {string.Join('x', interleaved)}, but its values are read channel after channel ({shape}). " +
              "Pixels that are interleaved give garbage; ExtractPixels makes planes with interleavePixelColors: false.";
    }
}
