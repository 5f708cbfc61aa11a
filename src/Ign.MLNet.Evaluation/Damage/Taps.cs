using System.Numerics.Tensors;

namespace Ign.MLNet.Evaluation;

/// <summary>A blur as a list of shifts with weights; the border pixels are repeated outwards.</summary>
internal static class Taps
{
    /// <summary>Adds up the shifted planes, each pixel in the order of the taps, so that the sum is the same whatever the processor can do at once.</summary>
    /// <param name="plane">One channel.</param>
    /// <param name="result">Receives the blurred channel; may be <paramref name="plane"/>.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="taps">Shifts down and right, and their weights.</param>
    internal static void Apply(ReadOnlySpan<float> plane, Span<float> result, int height, int width, IReadOnlyList<(int Down, int Right, float Weight)> taps)
    {
        int rows = taps.Max(t => Math.Abs(t.Down)), columns = taps.Max(t => Math.Abs(t.Right)), stride = width + 2 * columns;
        var padded = Pad(plane, height, width, rows, columns);
        for (int y = 0; y < height; y++)
        {
            var sum = result.Slice(y * width, width);
            sum.Clear();
            foreach (var (down, right, weight) in taps)
                TensorPrimitives.MultiplyAdd(padded.AsSpan((y + rows + down) * stride + columns + right, width), weight, sum, sum);
        }
    }

    private static float[] Pad(ReadOnlySpan<float> plane, int height, int width, int rows, int columns)
    {
        int stride = width + 2 * columns;
        var padded = new float[(height + 2 * rows) * stride];
        for (int y = 0; y < height + 2 * rows; y++)
        {
            var from = plane.Slice(Math.Clamp(y - rows, 0, height - 1) * width, width);
            var to = padded.AsSpan(y * stride, stride);
            to[..columns].Fill(from[0]);
            from.CopyTo(to[columns..]);
            to[(columns + width)..].Fill(from[^1]);
        }
        return padded;
    }
}
