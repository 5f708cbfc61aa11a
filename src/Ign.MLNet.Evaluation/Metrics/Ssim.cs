using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation;

/// <summary>
/// Structural similarity (Wang, Bovik, Sheikh, Simoncelli, "Image quality assessment: from error visibility to structural similarity", 2004):
/// 11x11 Gaussian window with σ = 1.5, K1 = 0.01, K2 = 0.03, population covariance, mean over the windows that lie inside the image.
/// </summary>
public static class Ssim
{
    private const int Radius = 5;
    private const double C1 = 0.01 * 2 * 0.01 * 2;
    private const double C2 = 0.03 * 2 * 0.03 * 2;
    private static readonly double[] s_window = Window();

    /// <summary>Mean SSIM over positions and channels.</summary>
    /// <param name="image">Image in [-1,1], CHW.</param>
    /// <param name="reference">What it should be.</param>
    /// <param name="shape">Shape of both, with sides of at least 11 pixels.</param>
    /// <returns>1 for equal images, -1 at the lowest.</returns>
    /// <exception cref="ArgumentException">A length does not fit the shape, or a side is below 11.</exception>
    public static double Compute(ReadOnlySpan<float> image, ReadOnlySpan<float> reference, TensorShape shape)
    {
        SameLength.Check(image, reference);
        if (image.Length != shape.Size) throw new ArgumentException($"Expected {shape.Size} values ({shape}), got {image.Length}.", nameof(image));
        if (shape.Height <= 2 * Radius || shape.Width <= 2 * Radius)
            throw new ArgumentException($"Expected sides of at least {2 * Radius + 1} pixels, got {shape}.", nameof(shape));

        int plane = shape.Height * shape.Width, windows = (shape.Height - 2 * Radius) * (shape.Width - 2 * Radius);
        double sum = 0;
        for (int c = 0; c < shape.Channels; c++)
        {
            double[] x = Doubles(image.Slice(c * plane, plane)), y = Doubles(reference.Slice(c * plane, plane));
            double[] meanX = Blurred(x, shape), meanY = Blurred(y, shape);
            double[] meanXX = Blurred(Product(x, x), shape), meanYY = Blurred(Product(y, y), shape), meanXY = Blurred(Product(x, y), shape);
            for (int i = 0; i < windows; i++)
            {
                double xy = meanX[i] * meanY[i], squares = meanX[i] * meanX[i] + meanY[i] * meanY[i];
                sum += (2 * xy + C1) * (2 * (meanXY[i] - xy) + C2) / ((squares + C1) * (meanXX[i] + meanYY[i] - squares + C2));
            }
        }
        return sum / (shape.Channels * windows);
    }

    /// <summary>Window means at the positions where the window fits.</summary>
    private static double[] Blurred(double[] values, TensorShape shape)
    {
        int height = shape.Height - 2 * Radius, width = shape.Width - 2 * Radius;
        var narrow = new double[shape.Height * width];
        for (int y = 0; y < shape.Height; y++)
            for (int x = 0; x < width; x++)
                for (int k = 0; k < s_window.Length; k++) narrow[y * width + x] += s_window[k] * values[y * shape.Width + x + k];
        var result = new double[height * width];
        for (int i = 0; i < result.Length; i++)
            for (int k = 0; k < s_window.Length; k++) result[i] += s_window[k] * narrow[i + k * width];
        return result;
    }

    private static double[] Doubles(ReadOnlySpan<float> values)
    {
        var result = new double[values.Length];
        for (int i = 0; i < result.Length; i++) result[i] = values[i];
        return result;
    }

    private static double[] Product(double[] x, double[] y)
    {
        var result = new double[x.Length];
        for (int i = 0; i < result.Length; i++) result[i] = x[i] * y[i];
        return result;
    }

    private static double[] Window()
    {
        var window = Enumerable.Range(-Radius, 2 * Radius + 1).Select(k => Math.Exp(-k * k / (2 * 1.5 * 1.5))).ToArray();
        double sum = window.Sum();
        return [.. window.Select(w => w / sum)];
    }
}
