using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation;

/// <summary>
/// Normal noise whose deviation changes smoothly over the image: at the corners of a grid of cells it is drawn between two bounds, and between
/// the corners it is bilinear. All channels share it.
/// </summary>
/// <param name="Weakest">One bound of the standard deviation, on the [-1, 1] scale, up to 10.</param>
/// <param name="Strongest">The other bound.</param>
/// <param name="Cells">Cells of the grid in each direction, 1 to 64.</param>
/// <param name="Clip">Whether the result is cut to [-1, 1].</param>
public sealed record VaryingGaussian(Amount Weakest, Amount Strongest, Amount Cells, Chance Clip = default) : Damage
{
    private const int MaxCells = 64;

    /// <inheritdoc/>
    public override Damage Sample(ref SeededRandom random, TensorShape shape) => new VaryingGaussian(
        Weakest.Sample(ref random), Strongest.Sample(ref random), Cells.SampleWhole(ref random), Clip.Sample(ref random));

    /// <inheritdoc/>
    protected internal override string Describe() => $"varying-gaussian-{Weakest}-{Strongest}-{Cells}{Clip.Suffix("clipped")}";

    /// <inheritdoc/>
    protected internal override bool Settled() => Weakest.IsFixed && Strongest.IsFixed && Cells.IsFixed && Clip.IsFixed;

    internal override void Check()
    {
        Weakest.Require("weakest", 0, Gaussian.MaxSigma);
        Strongest.Require("strongest", 0, Gaussian.MaxSigma);
        Cells.Require("cells", 1, MaxCells, whole: true);
    }

    /// <inheritdoc/>
    protected internal override void Apply(ReadOnlySpan<float> image, Span<float> result, TensorShape shape, ulong seed)
    {
        var random = new SeededRandom(seed);
        int plane = shape.Height * shape.Width;
        var sigma = Deviations(ref random, shape.Height, shape.Width);
        for (int i = 0; i < image.Length; i++) result[i] = image[i] + sigma[i % plane] * (float)random.NextGaussian();
        if (Clip.Value) Clipped.ToRange(result);
    }

    /// <summary>Deviation of every pixel.</summary>
    private float[] Deviations(ref SeededRandom random, int height, int width)
    {
        int cells = Cells.Whole, corners = cells + 1;
        var grid = new float[corners * corners];
        for (int i = 0; i < grid.Length; i++) grid[i] = random.Next(Weakest.Value, Strongest.Value);
        var deviations = new float[height * width];
        for (int y = 0; y < height; y++)
        {
            float v = cells * (y + 0.5f) / height;
            int top = Math.Min((int)v, cells - 1);
            for (int x = 0; x < width; x++)
            {
                float u = cells * (x + 0.5f) / width;
                int left = Math.Min((int)u, cells - 1), corner = top * corners + left;
                float upper = float.Lerp(grid[corner], grid[corner + 1], u - left);
                float lower = float.Lerp(grid[corner + corners], grid[corner + corners + 1], u - left);
                deviations[y * width + x] = float.Lerp(upper, lower, v - top);
            }
        }
        return deviations;
    }
}
