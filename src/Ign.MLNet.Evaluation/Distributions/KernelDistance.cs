using System.Numerics.Tensors;

namespace Ign.MLNet.Evaluation;

/// <summary>
/// Kernel distance between two sets of features: the unbiased squared maximum mean discrepancy with the kernel (x·y/d + 1)³ (Bińkowski et al.,
/// arXiv 1801.01401, "KID" with Inception features). Its expectation does not depend on the number of images, and it may be below 0.
/// </summary>
/// <param name="Value">Mean over the blocks.</param>
/// <param name="StandardError">Standard error of that mean, from the blocks, which share no image; null for one block.</param>
/// <param name="Blocks">Number of blocks.</param>
public sealed record KernelDistance(double Value, double? StandardError, int Blocks)
{
    /// <summary>Largest number of images in a block, as in the paper.</summary>
    public const int MaxBlock = 1000;

    /// <summary>Measures two sets.</summary>
    /// <param name="features">Features, one image after the other; at least two images.</param>
    /// <param name="reference">The same of the other set.</param>
    /// <param name="size">Number of features of an image.</param>
    /// <param name="blocks">Disjoint blocks that the images are dealt into, at least 1; more where they would exceed <see cref="MaxBlock"/>, fewer where they
    /// would have less than two images.</param>
    /// <param name="seed">Decides which images come into which block; the last few may come into none.</param>
    /// <exception cref="ArgumentException">A length is not that of whole images, a set has less than two, or a feature is not finite.</exception>
    public static KernelDistance Compute(ReadOnlySpan<float> features, ReadOnlySpan<float> reference, int size, int blocks = 10, ulong seed = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(blocks, 1);
        var a = new FeatureRows(features, size, 2, nameof(features));
        var b = new FeatureRows(reference, size, 2, nameof(reference));
        int least = Math.Min(a.Count, b.Count);
        int number = Math.Min(Math.Max(blocks, (least + MaxBlock - 1) / MaxBlock), least / 2), length = least / number;
        int[] orderA = SeededPermutation.Of(a.Count, SeededRandom.Mix(seed, 1)), orderB = SeededPermutation.Of(b.Count, SeededRandom.Mix(seed, 2));
        var values = new double[number];
        Parallel.For(0, number, k => values[k] = Discrepancy(a, orderA.AsSpan(k * length, length), b, orderB.AsSpan(k * length, length), size));
        double mean = values.Average();
        double? error = number > 1 ? Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (number - 1) / number) : null;
        return new KernelDistance(mean, error, number);
    }

    private static double Discrepancy(FeatureRows a, ReadOnlySpan<int> orderA, FeatureRows b, ReadOnlySpan<int> orderB, int size)
    {
        double within = 0, between = 0;
        int n = orderA.Length;
        for (int i = 0; i < n; i++)
            for (int j = 0; j < n; j++)
            {
                if (i != j) within += Kernel(a[orderA[i]], a[orderA[j]], size) + Kernel(b[orderB[i]], b[orderB[j]], size);
                between += Kernel(a[orderA[i]], b[orderB[j]], size);
            }
        return within / ((double)n * (n - 1)) - 2 * between / ((double)n * n);
    }

    private static double Kernel(ReadOnlySpan<double> x, ReadOnlySpan<double> y, int size)
    {
        double value = TensorPrimitives.Dot(x, y) / size + 1;
        return value * value * value;
    }
}
