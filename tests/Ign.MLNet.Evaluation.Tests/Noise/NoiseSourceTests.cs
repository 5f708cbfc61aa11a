using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation.Tests;

[TestClass]
public sealed class NoiseSourceTests
{
    private static readonly TensorShape s_shape = new(1, 6, 8);

    [TestMethod]
    public void Sample_k_does_not_depend_on_how_many_are_drawn()
    {
        foreach (NoiseSource source in new NoiseSource[] { new GaussianSource(), Fourier() })
            CollectionAssert.AreEqual(source.SampleMany(3, s_shape, 5), source.SampleMany(10, s_shape, 5)[..(3 * s_shape.Size)]);
    }

    [TestMethod]
    public void Gaussian_samples_are_standard_normal()
    {
        var z = new GaussianSource().SampleMany(400, s_shape, 1);
        Assert.AreEqual(0, z.Average(), 0.02);
        Assert.AreEqual(1, z.Average(v => v * v), 0.03);
    }

    /// <summary>
    /// The noise has the mean image of the data and, in total, its energy around that mean: the check fails by a factor near two when
    /// independent frequencies lose half their variance in the real part.
    /// </summary>
    [TestMethod]
    public void Fourier_samples_have_the_mean_and_the_variance_of_the_data()
    {
        var data = Data(2000);
        var z = FourierSource.Measure(data, s_shape).SampleMany(2000, s_shape, 3);
        double energy = 0, expected = 0;
        for (int i = 0; i < s_shape.Size; i++)
        {
            var (mean, variance) = Moments(z, i);
            var (dataMean, dataVariance) = Moments(data, i);
            Assert.AreEqual(dataMean, mean, 0.1);
            energy += variance;
            expected += dataVariance;
        }
        Assert.AreEqual(1, energy / expected, 0.05);
    }

    [TestMethod]
    public void Text_form_gives_the_same_source_back()
    {
        var source = Fourier();
        CollectionAssert.AreEqual(source.SampleMany(2, s_shape, 5), NoiseSource.Parse(source.ToText(), s_shape).SampleMany(2, s_shape, 5));
        Assert.IsInstanceOfType<GaussianSource>(NoiseSource.Parse("gaussian", s_shape));
    }

    [TestMethod]
    [DataRow("none")]
    [DataRow("fourier:AAAA")]
    [DataRow("fourier:not base64!")]
    [DataRow("")]
    public void Text_that_is_no_noise_source_is_refused(string text) => Assert.ThrowsExactly<FormatException>(() => NoiseSource.Parse(text, s_shape));

    private static FourierSource Fourier() => FourierSource.Measure(Data(50), s_shape);

    /// <summary>Smooth random images around a bright spot.</summary>
    private static float[] Data(int count)
    {
        var data = new float[count * s_shape.Size];
        var random = new Random(1);
        for (int image = 0; image < count; image++)
        {
            double level = random.NextDouble(), tilt = random.NextDouble() - 0.5, phase = 2 * Math.PI * random.NextDouble();
            for (int i = 0; i < s_shape.Size; i++)
            {
                int y = i / 8, x = i % 8;
                data[image * s_shape.Size + i] = (float)(level + tilt * y + 0.5 * Math.Sin(2 * Math.PI * x / 8 + phase) + (y == 3 && x == 4 ? 1 : 0));
            }
        }
        return data;
    }

    private static (double Mean, double Variance) Moments(float[] images, int pixel)
    {
        var values = images.Where((_, i) => i % s_shape.Size == pixel).Select(v => (double)v).ToList();
        double mean = values.Average();
        return (mean, values.Average(v => (v - mean) * (v - mean)));
    }
}
