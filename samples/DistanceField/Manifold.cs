using Ign.MLNet.Evaluation;

namespace Ign.MLNet.Samples.DistanceField;

/// <summary>The data: points of the plane, two thirds on a thin ring, one third in a blob beside it.</summary>
internal sealed class Manifold
{
    /// <summary>Training points.</summary>
    internal const int Count = 512;

    private Manifold(float[] points) => Points = points;

    /// <summary>Coordinates, x and y of one point after the other.</summary>
    internal float[] Points { get; }

    /// <summary>Draws points.</summary>
    internal static Manifold Draw(int count, ulong seed)
    {
        var random = new SeededRandom(seed);
        var points = new float[2 * count];
        for (int i = 0; i < count; i++)
        {
            double angle = 2 * Math.PI * random.NextDouble(), radius = 0.5 + 0.01 * random.NextGaussian();
            var (x, y) = 3 * i < 2 * count
                ? (-0.3 + radius * Math.Cos(angle), -0.25 + radius * Math.Sin(angle))
                : (0.6 + 0.05 * random.NextGaussian(), 0.6 + 0.05 * random.NextGaussian());
            (points[2 * i], points[2 * i + 1]) = ((float)x, (float)y);
        }
        return new Manifold(points);
    }

    /// <summary>For each of other points, the distance to the nearest of these.</summary>
    internal double[] Distances(float[] others)
    {
        var distances = new double[others.Length / 2];
        for (int i = 0; i < distances.Length; i++)
        {
            double nearest = double.PositiveInfinity;
            for (int j = 0; j < Points.Length; j += 2)
                nearest = Math.Min(nearest, Square(others[2 * i] - Points[j]) + Square(others[2 * i + 1] - Points[j + 1]));
            distances[i] = Math.Sqrt(nearest);
        }
        return distances;
    }

    private static double Square(double value) => value * value;
}
