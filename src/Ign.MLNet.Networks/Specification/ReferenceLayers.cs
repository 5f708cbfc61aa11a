namespace Ign.MLNet.Networks;

/// <summary>The layers of <see cref="ReferenceNetwork"/> that only move or scale values, and their inverses.</summary>
internal static class ReferenceLayers
{
    /// <summary>Squares of pixels become channels.</summary>
    internal static double[] SpaceToDepth(int factor, double[] v, TensorShape shape) => Moved(factor, v, shape, (from, to, result) => result[to] = v[from]);

    /// <summary>The inverse of <see cref="SpaceToDepth"/>.</summary>
    /// <param name="factor">Side of a square.</param>
    /// <param name="v">Values that it made.</param>
    /// <param name="shape">Shape before it.</param>
    internal static double[] DepthToSpace(int factor, double[] v, TensorShape shape) => Moved(factor, v, shape, (from, to, result) => result[from] = v[to]);

    /// <summary>v with <paramref name="sign"/> times the body of one half added to the other half.</summary>
    internal static double[] Couple(bool second, double[] v, int sign, Func<double[], double[]> body)
    {
        int half = v.Length / 2;
        double[] first = v[..half], last = v[half..];
        double[] Sum(double[] a, double[] b) => [.. a.Zip(b, (x, y) => x + sign * y)];
        return second ? [.. Sum(first, body(last)), .. last] : [.. first, .. Sum(last, body(first))];
    }

    /// <summary>A function of value and channel.</summary>
    internal static double[] PerChannel(double[] v, TensorShape shape, Func<double, int, double> function)
    {
        int area = shape.Height * shape.Width;
        return [.. v.Select((value, i) => function(value, i / area))];
    }

    private static double[] Moved(int factor, double[] v, TensorShape shape, Action<int, int, double[]> move)
    {
        var result = new double[v.Length];
        int height = shape.Height / factor, width = shape.Width / factor;
        for (int c = 0; c < shape.Channels; c++)
            for (int y = 0; y < shape.Height; y++)
                for (int x = 0; x < shape.Width; x++)
                {
                    int channel = (y % factor * factor + x % factor) * shape.Channels + c;
                    move((c * shape.Height + y) * shape.Width + x, (channel * height + y / factor) * width + x / factor, result);
                }
        return result;
    }
}
