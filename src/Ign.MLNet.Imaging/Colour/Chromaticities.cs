namespace Ign.MLNet.Imaging;

/// <summary>The white and the three primaries of an RGB space, as x and y of CIE 1931.</summary>
internal readonly record struct Chromaticities(double WhiteX, double WhiteY, double RedX, double RedY, double GreenX, double GreenY, double BlueX, double BlueY)
{
    private static readonly double[,] s_bradford = { { 0.8951, 0.2664, -0.1614 }, { -0.7502, 1.7135, 0.0367 }, { 0.0389, -0.0685, 1.0296 } };

    internal static Chromaticities Srgb { get; } = OfD65(0.64, 0.33, 0.30, 0.60, 0.15, 0.06);

    internal static Chromaticities AdobeRgb { get; } = OfD65(0.64, 0.33, 0.21, 0.71, 0.15, 0.06);

    /// <summary>Primaries seen under daylight (D65).</summary>
    internal static Chromaticities OfD65(double redX, double redY, double greenX, double greenY, double blueX, double blueY) =>
        new(0.3127, 0.3290, redX, redY, greenX, greenY, blueX, blueY);

    /// <summary>
    /// The XYZ of red, green and blue (one row each) under the white of profiles, D50, adapted by Bradford's matrix; null where the numbers are no colours.
    /// </summary>
    internal double[,]? UnderD50()
    {
        double[] x = [RedX, GreenX, BlueX], y = [RedY, GreenY, BlueY];
        if (!(WhiteY > 0.01) || !(WhiteX is > 0 and < 1) || y.Any(v => !(Math.Abs(v) > 1e-4))) return null;
        if (x.Concat(y).Append(WhiteY).Any(v => !(Math.Abs(v) <= 2))) return null;
        var primaries = new double[3, 3]; // columns: X/Y, 1 and Z/Y of each
        for (int i = 0; i < 3; i++) (primaries[0, i], primaries[1, i], primaries[2, i]) = (x[i] / y[i], 1, (1 - x[i] - y[i]) / y[i]);
        double[] white = [WhiteX / WhiteY, 1, (1 - WhiteX - WhiteY) / WhiteY];
        if (Inverse(primaries) is not { } inverse) return null;
        double[] share = Times(inverse, white); // Y of each primary, so that all three make white
        double[] from = Times(s_bradford, white), to = Times(s_bradford, [0.9642, 1, 0.8249]);
        if (from.Any(v => !(v > 0.01))) return null;
        var back = Inverse(s_bradford)!;
        var result = new double[3, 3];
        for (int i = 0; i < 3; i++)
        {
            double[] cone = Times(s_bradford, [primaries[0, i] * share[i], share[i], primaries[2, i] * share[i]]);
            for (int k = 0; k < 3; k++) cone[k] *= to[k] / from[k];
            double[] xyz = Times(back, cone);
            for (int k = 0; k < 3; k++)
                if (!(Math.Abs(result[i, k] = xyz[k]) <= 4)) return null;
        }
        return result;
    }

    private static double[] Times(double[,] m, double[] v) => [.. Enumerable.Range(0, 3).Select(r => (m[r, 0] * v[0]) + (m[r, 1] * v[1]) + (m[r, 2] * v[2]))];

    private static double[,]? Inverse(double[,] m)
    {
        double Minor(int r, int c) => (m[(r + 1) % 3, (c + 1) % 3] * m[(r + 2) % 3, (c + 2) % 3]) - (m[(r + 1) % 3, (c + 2) % 3] * m[(r + 2) % 3, (c + 1) % 3]);
        double determinant = (m[0, 0] * Minor(0, 0)) + (m[0, 1] * Minor(0, 1)) + (m[0, 2] * Minor(0, 2));
        if (!(Math.Abs(determinant) > 1e-6)) return null;
        var result = new double[3, 3];
        for (int r = 0; r < 3; r++)
            for (int c = 0; c < 3; c++) result[r, c] = Minor(c, r) / determinant;
        return result;
    }
}
