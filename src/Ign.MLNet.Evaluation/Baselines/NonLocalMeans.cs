using System.Globalization;
using System.Numerics.Tensors;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation;

/// <summary>
/// Non-local means (Buades, Coll, Morel, "A non-local algorithm for image denoising", 2005): each pixel becomes the mean of the pixels in an
/// 11x11 neighbourhood, weighted by exp(-d/h²), where d is the mean squared difference of the 5x5 patches around the two (all channels
/// together). The pixel itself weighs as much as its best neighbour, as in the authors' own code.
/// </summary>
public sealed class NonLocalMeans : IImageFilter
{
    private const int PatchRadius = 2;
    private const int SearchRadius = 5;
    private const int Margin = PatchRadius + SearchRadius;
    private readonly float _h;

    /// <summary>A filter of that strength.</summary>
    /// <param name="h">Filtering strength on the [-1,1] scale, above 0; about the standard deviation of the noise.</param>
    public NonLocalMeans(float h)
    {
        if (!(h > 0) || !float.IsFinite(h)) throw new ArgumentOutOfRangeException(nameof(h), h, "Expected a finite strength above 0.");
        _h = h;
    }

    /// <inheritdoc/>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"nlm-{_h}");

    /// <inheritdoc/>
    public void Apply(ReadOnlySpan<float> image, Span<float> result, TensorShape shape)
    {
        Border.CheckLengths(image, result, shape);
        int plane = shape.Height * shape.Width, stride = shape.Width + 2 * Margin, size = (shape.Height + 2 * Margin) * stride;
        var padded = new float[shape.Channels][];
        for (int c = 0; c < shape.Channels; c++) padded[c] = Border.Reflect(image.Slice(c * plane, plane), shape.Height, shape.Width, Margin);

        // In a padded plane an offset (dy, dx) is one shift of the flat array, so that all pixels are handled at once. What is computed from
        // wrapped rows lies in the margins, which nothing reads.
        int start = SearchRadius * (stride + 1), length = size - 2 * start;
        float[] distances = new float[length], scratch = new float[length];
        float[] total = new float[length], best = new float[length];
        var sums = new float[shape.Channels][];
        for (int c = 0; c < shape.Channels; c++) sums[c] = new float[length];
        for (int dy = -SearchRadius; dy <= SearchRadius; dy++)
            for (int dx = -SearchRadius; dx <= SearchRadius; dx++)
            {
                if (dy == 0 && dx == 0) continue;
                int shifted = start + dy * stride + dx;
                distances.AsSpan().Clear();
                foreach (float[] p in padded)
                {
                    TensorPrimitives.Subtract(p.AsSpan(start, length), p.AsSpan(shifted, length), scratch);
                    TensorPrimitives.MultiplyAdd(scratch, scratch, distances, distances);
                }
                var weights = Weights(distances, scratch, stride, shape.Channels);
                TensorPrimitives.Max(best, weights, best);
                TensorPrimitives.Add(total, weights, total);
                for (int c = 0; c < padded.Length; c++) TensorPrimitives.MultiplyAdd(weights, padded[c].AsSpan(shifted, length), sums[c], sums[c]);
            }

        for (int c = 0; c < shape.Channels; c++)
            for (int i = 0; i < plane; i++)
            {
                int at = (i / shape.Width + PatchRadius) * stride + i % shape.Width + PatchRadius;
                // Without any similar neighbour the pixel stays as it is.
                float own = best[at] > 0 ? best[at] : 1;
                result[c * plane + i] = (sums[c][at] + own * image[c * plane + i]) / (total[at] + own);
            }
    }

    /// <summary>exp(-d/h²) of the patch means, computed in place of the squared differences.</summary>
    private Span<float> Weights(float[] squares, float[] scratch, int stride, int channels)
    {
        BoxSum(squares, scratch, 1);
        BoxSum(scratch, squares, stride);
        const int side = 2 * PatchRadius + 1;
        TensorPrimitives.Multiply(squares, -1 / (side * side * channels * _h * _h), squares);
        TensorPrimitives.Exp(squares, squares);
        return squares;
    }

    /// <summary>Sums of five values that lie <paramref name="step"/> apart; the ends, which are margin, are left at 0.</summary>
    private static void BoxSum(ReadOnlySpan<float> from, Span<float> to, int step)
    {
        int inner = from.Length - 2 * PatchRadius * step;
        to.Clear();
        var target = to.Slice(PatchRadius * step, inner);
        for (int k = 0; k <= 2 * PatchRadius; k++) TensorPrimitives.Add(target, from.Slice(k * step, inner), target);
    }
}
