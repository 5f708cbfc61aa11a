using System.Numerics;

namespace Ign.MLNet.Evaluation;

/// <summary>
/// Two-dimensional discrete Fourier transform of images of any size, along rows and then columns. Lines are halved as long as that goes (Cooley
/// and Tukey) and then follow the definition: 28 is four times 7, and 64 nothing but twos. .NET has no transform of its own.
/// </summary>
internal sealed class Dft(int height, int width)
{
    private const int MaxOnStack = 256;
    private readonly Complex[] _rowRoots = Roots(width);
    private readonly Complex[] _columnRoots = Roots(height);

    /// <summary>Transforms in place; the inverse is scaled by 1 / (height · width).</summary>
    public void Transform(Complex[] plane, bool inverse)
    {
        int longest = Math.Max(height, width);
        Span<Complex> line = longest <= MaxOnStack ? stackalloc Complex[longest] : new Complex[longest];
        Span<Complex> scratch = longest <= MaxOnStack ? stackalloc Complex[longest] : new Complex[longest];
        // The inverse is the transform between two conjugations.
        if (inverse) Conjugate(plane, 1);
        for (int y = 0; y < height; y++) Line(plane.AsSpan(y * width, width), scratch[..width], _rowRoots, 1);
        for (int x = 0; x < width; x++)
        {
            for (int y = 0; y < height; y++) line[y] = plane[y * width + x];
            Line(line[..height], scratch[..height], _columnRoots, 1);
            for (int y = 0; y < height; y++) plane[y * width + x] = line[y];
        }
        if (inverse) Conjugate(plane, plane.Length);
    }

    /// <param name="line">Values, transformed in place.</param>
    /// <param name="scratch">As many others.</param>
    /// <param name="roots">Roots of unity of the whole line.</param>
    /// <param name="step">How much shorter this part of it is.</param>
    private static void Line(Span<Complex> line, Span<Complex> scratch, Complex[] roots, int step)
    {
        int length = line.Length, half = length / 2;
        if (length % 2 != 0)
        {
            line.CopyTo(scratch);
            for (int k = 0; k < length; k++)
            {
                var sum = Complex.Zero;
                for (int i = 0, power = 0; i < length; i++, power = (power + k) % length) sum += scratch[i] * roots[power * step];
                line[k] = sum;
            }
            return;
        }
        for (int i = 0; i < half; i++) (scratch[i], scratch[half + i]) = (line[2 * i], line[2 * i + 1]);
        Span<Complex> even = scratch[..half], odd = scratch[half..];
        Line(even, line[..half], roots, 2 * step);
        Line(odd, line[half..], roots, 2 * step);
        for (int k = 0; k < half; k++)
        {
            var turned = odd[k] * roots[k * step];
            (line[k], line[half + k]) = (even[k] + turned, even[k] - turned);
        }
    }

    private static void Conjugate(Complex[] plane, double divisor)
    {
        for (int i = 0; i < plane.Length; i++) plane[i] = new Complex(plane[i].Real / divisor, -plane[i].Imaginary / divisor);
    }

    private static Complex[] Roots(int length) => [.. Enumerable.Range(0, length).Select(i => Complex.FromPolarCoordinates(1, -2 * Math.PI * i / length))];
}
