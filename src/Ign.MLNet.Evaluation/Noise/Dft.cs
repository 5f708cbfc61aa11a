using System.Numerics;

namespace Ign.MLNet.Evaluation;

/// <summary>
/// Two-dimensional discrete Fourier transform of small images of any size, by the definition along rows and then columns. Sides are some
/// tens of pixels here, where this is fast enough; .NET has no transform of its own.
/// </summary>
internal sealed class Dft(int height, int width)
{
    private readonly Complex[] _rowRoots = Roots(width);
    private readonly Complex[] _columnRoots = Roots(height);

    /// <summary>Transforms in place; the inverse is scaled by 1 / (height · width).</summary>
    public void Transform(Complex[] plane, bool inverse)
    {
        for (int y = 0; y < height; y++) Line(plane, y * width, 1, _rowRoots, inverse);
        for (int x = 0; x < width; x++) Line(plane, x, width, _columnRoots, inverse);
    }

    private static void Line(Complex[] plane, int start, int step, Complex[] roots, bool inverse)
    {
        int length = roots.Length;
        Span<Complex> line = length <= 256 ? stackalloc Complex[length] : new Complex[length];
        for (int k = 0; k < length; k++)
        {
            double real = 0, imaginary = 0;
            for (int i = 0, power = 0; i < length; i++, power = (power + k) % length)
            {
                var value = plane[start + i * step];
                double cos = roots[power].Real, sin = inverse ? -roots[power].Imaginary : roots[power].Imaginary;
                real += value.Real * cos - value.Imaginary * sin;
                imaginary += value.Real * sin + value.Imaginary * cos;
            }
            line[k] = inverse ? new Complex(real / length, imaginary / length) : new Complex(real, imaginary);
        }
        for (int k = 0; k < length; k++) plane[start + k * step] = line[k];
    }

    private static Complex[] Roots(int length) => [.. Enumerable.Range(0, length).Select(i => Complex.FromPolarCoordinates(1, -2 * Math.PI * i / length))];
}
