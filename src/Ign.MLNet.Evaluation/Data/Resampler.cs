using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation;

/// <summary>Separable resampling with a triangle filter that widens when an image shrinks, so that fine detail does not alias.</summary>
internal static class Resampler
{
    /// <summary>Cuts the largest centred part with the target's aspect and resamples it; equal sizes pass through unchanged.</summary>
    /// <param name="planes">Source values, CHW.</param>
    /// <param name="from">Source shape.</param>
    /// <param name="to">Target shape with as many channels.</param>
    internal static float[] CropAndResize(float[] planes, TensorShape from, TensorShape to)
    {
        double scale = Math.Min((double)from.Width / to.Width, (double)from.Height / to.Height);
        var columns = Taps(from.Width, to.Width, scale);
        var rows = Taps(from.Height, to.Height, scale);
        var narrow = new float[to.Width * from.Height];
        var result = new float[to.Size];
        for (int c = 0; c < to.Channels; c++)
        {
            var source = planes.AsSpan(c * from.Height * from.Width, from.Height * from.Width);
            for (int y = 0; y < from.Height; y++)
                for (int x = 0; x < to.Width; x++)
                    narrow[y * to.Width + x] = Dot(source, y * from.Width, 1, columns[x]);
            for (int y = 0; y < to.Height; y++)
                for (int x = 0; x < to.Width; x++)
                    result[(c * to.Height + y) * to.Width + x] = Dot(narrow, x, to.Width, rows[y]);
        }
        return result;
    }

    private static float Dot(ReadOnlySpan<float> source, int offset, int stride, (int First, float[] Weights) taps)
    {
        float sum = 0;
        for (int i = 0; i < taps.Weights.Length; i++) sum += taps.Weights[i] * source[offset + (taps.First + i) * stride];
        return sum;
    }

    private static (int First, float[] Weights)[] Taps(int from, int to, double scale)
    {
        var taps = new (int, float[])[to];
        double start = (from - to * scale) / 2;
        double support = Math.Max(1, scale);
        for (int i = 0; i < to; i++)
        {
            double centre = start + (i + 0.5) * scale;
            int first = Math.Max(0, (int)Math.Floor(centre - support));
            int last = Math.Min(from - 1, (int)Math.Ceiling(centre + support));
            var weights = new double[last - first + 1];
            for (int j = 0; j < weights.Length; j++) weights[j] = Math.Max(0, 1 - Math.Abs(first + j + 0.5 - centre) / support);
            double sum = weights.Sum();
            taps[i] = (first, [.. weights.Select(w => (float)(w / sum))]);
        }
        return taps;
    }
}
