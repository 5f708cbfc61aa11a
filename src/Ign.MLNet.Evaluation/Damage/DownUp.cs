using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation;

/// <summary>Low resolution: an image made smaller, and enlarged to its size again.</summary>
/// <param name="Factor">How much smaller, a whole number of 1 to 64; the small image has the sides of the large one over it, rounded up.</param>
/// <param name="Kernel">How it is done.</param>
public sealed record DownUp(Amount Factor, DownUpKernel Kernel = DownUpKernel.Area) : Damage
{
    private const int MaxFactor = 64;

    /// <inheritdoc/>
    public override Damage Sample(ref SeededRandom random, TensorShape shape) => this with { Factor = Factor.SampleWhole(ref random) };

    /// <inheritdoc/>
    protected internal override string Describe() => $"down-up-{Factor}{(Kernel == DownUpKernel.Area ? "" : $"-{Kernel.ToString().ToLowerInvariant()}")}";

    /// <inheritdoc/>
    protected internal override bool Settled() => Factor.IsFixed;

    internal override void Check()
    {
        Factor.Require("factor", 1, MaxFactor, whole: true);
        if (!Enum.IsDefined(Kernel)) throw new ArgumentException($"kernel: expected area, nearest, bicubic or lanczos3, got {Kernel}.");
    }

    /// <inheritdoc/>
    protected internal override void Apply(ReadOnlySpan<float> image, Span<float> result, TensorShape shape, ulong seed)
    {
        int factor = Factor.Whole;
        var small = new TensorShape(shape.Channels, (shape.Height + factor - 1) / factor, (shape.Width + factor - 1) / factor);
        if (Kernel == DownUpKernel.Area) Area(image, result, shape, factor);
        else Resampler.Resize(Resampler.Resize(image, shape, small, Kernel), small, shape, Kernel).CopyTo(result);
    }

    /// <summary>Means over squares of pixels, those at the border may be smaller; enlarged by bilinear interpolation.</summary>
    private static void Area(ReadOnlySpan<float> image, Span<float> result, TensorShape shape, int factor)
    {
        int height = (shape.Height + factor - 1) / factor, width = (shape.Width + factor - 1) / factor, size = shape.Height * shape.Width;
        var small = new float[height * width];
        for (int c = 0; c < shape.Channels; c++)
        {
            var plane = image.Slice(c * size, size);
            for (int y = 0; y < height; y++)
                for (int x = 0; x < width; x++) small[y * width + x] = Mean(plane, shape, y * factor, x * factor, factor);
            var enlarged = result.Slice(c * size, size);
            for (int y = 0; y < shape.Height; y++)
                for (int x = 0; x < shape.Width; x++)
                    enlarged[y * shape.Width + x] = Bilinear(small, height, width, (y + 0.5f) / factor - 0.5f, (x + 0.5f) / factor - 0.5f);
        }
    }

    private static float Mean(ReadOnlySpan<float> plane, TensorShape shape, int top, int left, int factor)
    {
        int bottom = Math.Min(top + factor, shape.Height), right = Math.Min(left + factor, shape.Width);
        float sum = 0;
        for (int y = top; y < bottom; y++)
            for (int x = left; x < right; x++) sum += plane[y * shape.Width + x];
        return sum / ((bottom - top) * (right - left));
    }

    private static float Bilinear(float[] plane, int height, int width, float y, float x)
    {
        y = Math.Clamp(y, 0, height - 1);
        x = Math.Clamp(x, 0, width - 1);
        int y0 = (int)y, x0 = (int)x, y1 = Math.Min(y0 + 1, height - 1), x1 = Math.Min(x0 + 1, width - 1);
        float fy = y - y0, fx = x - x0;
        return (1 - fy) * ((1 - fx) * plane[y0 * width + x0] + fx * plane[y0 * width + x1])
            + fy * ((1 - fx) * plane[y1 * width + x0] + fx * plane[y1 * width + x1]);
    }
}
