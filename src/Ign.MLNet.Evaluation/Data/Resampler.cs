using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation;

/// <summary>Separable resampling with a filter that widens when an image shrinks, so that fine detail does not alias.</summary>
internal static class Resampler
{
    /// <summary>Cuts the largest centred part with the target's aspect and resamples it; equal sizes pass through unchanged.</summary>
    /// <param name="planes">Source values, CHW.</param>
    /// <param name="from">Source shape.</param>
    /// <param name="to">Target shape with as many channels.</param>
    internal static float[] CropAndResize(float[] planes, TensorShape from, TensorShape to)
    {
        double scale = Math.Min((double)from.Width / to.Width, (double)from.Height / to.Height);
        return Resample(planes, from, to, Weights(from.Width, to.Width, scale, 1, Triangle), Weights(from.Height, to.Height, scale, 1, Triangle));
    }

    /// <summary>Stretches an image to a size.</summary>
    /// <param name="planes">Source values, CHW.</param>
    /// <param name="from">Source shape.</param>
    /// <param name="to">Target shape with as many channels.</param>
    /// <param name="kernel">Nearest, bicubic or Lanczos.</param>
    internal static float[] Resize(ReadOnlySpan<float> planes, TensorShape from, TensorShape to, DownUpKernel kernel)
    {
        double across = (double)from.Width / to.Width, down = (double)from.Height / to.Height;
        if (kernel == DownUpKernel.Nearest) return Resample(planes, from, to, Nearest(from.Width, to.Width), Nearest(from.Height, to.Height));
        var (reach, filter) = kernel == DownUpKernel.Bicubic ? (2, (Func<double, double>)Cubic) : (3, Lanczos);
        return Resample(planes, from, to, Weights(from.Width, to.Width, across, reach, filter), Weights(from.Height, to.Height, down, reach, filter));
    }

    private static float[] Resample(
        ReadOnlySpan<float> planes, TensorShape from, TensorShape to, (int First, float[] Weights)[] columns, (int First, float[] Weights)[] rows)
    {
        var narrow = new float[to.Width * from.Height];
        var result = new float[to.Size];
        for (int c = 0; c < to.Channels; c++)
        {
            var source = planes.Slice(c * from.Height * from.Width, from.Height * from.Width);
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

    /// <summary>For every target pixel the source pixels that it is made of.</summary>
    private static (int First, float[] Weights)[] Weights(int from, int to, double scale, int reach, Func<double, double> filter)
    {
        var taps = new (int, float[])[to];
        double start = (from - to * scale) / 2, stretch = Math.Max(1, scale), support = reach * stretch;
        for (int i = 0; i < to; i++)
        {
            double centre = start + (i + 0.5) * scale;
            int first = Math.Max(0, (int)Math.Floor(centre - support));
            int last = Math.Min(from - 1, (int)Math.Ceiling(centre + support));
            var weights = new double[last - first + 1];
            for (int j = 0; j < weights.Length; j++) weights[j] = filter(Math.Abs(first + j + 0.5 - centre) / stretch);
            double sum = weights.Sum();
            taps[i] = (first, [.. weights.Select(w => (float)(w / sum))]);
        }
        return taps;
    }

    private static (int First, float[] Weights)[] Nearest(int from, int to) =>
        [.. Enumerable.Range(0, to).Select(i => ((2 * i + 1) * from / (2 * to), (float[])[1]))];

    private static double Triangle(double x) => Math.Max(0, 1 - x);

    private static double Cubic(double x) => x < 1 ? (1.5 * x - 2.5) * x * x + 1 : x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0;

    private static double Lanczos(double x) => x == 0 ? 1 : x < 3 ? 3 * Math.Sin(Math.PI * x) * Math.Sin(Math.PI * x / 3) / (Math.PI * Math.PI * x * x) : 0;
}
