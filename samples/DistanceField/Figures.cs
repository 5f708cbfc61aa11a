using Ign.MLNet.Evaluation;

namespace Ign.MLNet.Samples.DistanceField;

/// <summary>How much a map f of the plane is like the projection onto the data.</summary>
/// <param name="Spearman">Rank correlation of |y − f(y)| with the distance of y to the nearest data point, over a grid.</param>
/// <param name="Slope">Slope of the line through |y − f(y)| over that distance.</param>
/// <param name="Auroc">How well |y − f(y)| tells grid points at least <see cref="Off"/> away from fresh data.</param>
/// <param name="Landing">Mean distance of f(y) to the nearest data point, over the grid: 0 for a projection.</param>
/// <param name="DataResidual">Mean |f(x) − x| over fresh data.</param>
/// <param name="GeneratedDistance">Mean distance of f(z) to the nearest data point.</param>
/// <param name="Blob">Share of f(z) in the half of the blob; a third of the data is there.</param>
internal sealed record Figures(double Spearman, double Slope, double Auroc, double Landing, double DataResidual, double GeneratedDistance, double Blob)
{
    /// <summary>Distance from which a point counts as off the manifold.</summary>
    internal const double Off = 0.1;

    private const int Side = 41, Fresh = 1000;

    /// <summary>Measures f.</summary>
    internal static Figures Of(Func<float[], float[]> f, Manifold data)
    {
        float[] grid = Grid.Points(Side), landed = f(grid);
        var distances = data.Distances(grid);
        var displacement = Grid.Between(landed, grid);
        float[] fresh = Manifold.Draw(Fresh, 1234).Points;
        var onManifold = Grid.Between(f(fresh), fresh);
        float[] generated = f(new GaussianSource().SampleMany(Fresh, new(2, 1, 1), 99));
        return new Figures(
            Ranks.Spearman(distances, displacement),
            Ranks.Fit(distances, displacement).Slope,
            Ign.MLNet.Evaluation.Auroc.Compute(onManifold, [.. displacement.Where((_, i) => distances[i] >= Off)]),
            data.Distances(landed).Average(),
            onManifold.Average(),
            data.Distances(generated).Average(),
            Enumerable.Range(0, Fresh).Count(i => generated[2 * i] + generated[2 * i + 1] > 0.7) / (double)Fresh);
    }
}
