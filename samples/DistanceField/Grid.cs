namespace Ign.MLNet.Samples.DistanceField;

/// <summary>Points of [-1, 1]² in rows.</summary>
internal static class Grid
{
    /// <summary>side × side points at the centres of as many cells, x and y one after the other, from the bottom row to the top row.</summary>
    internal static float[] Points(int side)
    {
        var points = new float[2 * side * side];
        for (int i = 0; i < side * side; i++)
            (points[2 * i], points[2 * i + 1]) = (-1 + (2 * (i % side) + 1f) / side, -1 + (2 * (i / side) + 1f) / side);
        return points;
    }

    /// <summary>Euclidean distance of each pair of points.</summary>
    internal static double[] Between(float[] a, float[] b)
    {
        var distances = new double[a.Length / 2];
        for (int i = 0; i < distances.Length; i++) distances[i] = Math.Sqrt(Math.Pow(a[2 * i] - b[2 * i], 2) + Math.Pow(a[2 * i + 1] - b[2 * i + 1], 2));
        return distances;
    }
}
