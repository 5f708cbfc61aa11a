using System.Numerics;

namespace Ign.MLNet.Evaluation.Tests;

[TestClass]
public sealed class DftTests
{
    [TestMethod]
    [DataRow(1, 1)]
    [DataRow(2, 3)]
    [DataRow(7, 8)]
    [DataRow(28, 28)]
    [DataRow(12, 64)]
    [DataRow(257, 2)]
    public void A_transform_is_what_the_definition_says_and_the_inverse_takes_it_back(int height, int width)
    {
        var random = new Random(1);
        Complex[] plane = [.. Enumerable.Range(0, height * width).Select(_ => new Complex(random.NextDouble() - 0.5, random.NextDouble() - 0.5))];
        Complex[] transformed = [.. plane];
        var dft = new Dft(height, width);
        dft.Transform(transformed, inverse: false);
        foreach (int at in (int[])[0, 1 % plane.Length, plane.Length / 3, plane.Length - 1])
        {
            var (v, u) = Math.DivRem(at, width);
            var expected = Complex.Zero;
            for (int y = 0; y < height; y++)
                for (int x = 0; x < width; x++)
                    expected += plane[y * width + x] * Complex.FromPolarCoordinates(1, -2 * Math.PI * ((double)v * y / height + (double)u * x / width));
            Assert.AreEqual(0, (expected - transformed[at]).Magnitude, 1e-11, $"frequency {v}, {u}");
        }
        dft.Transform(transformed, inverse: true);
        for (int i = 0; i < plane.Length; i++) Assert.AreEqual(0, (plane[i] - transformed[i]).Magnitude, 1e-13);
    }
}
