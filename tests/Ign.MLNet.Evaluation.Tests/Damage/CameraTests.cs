using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation.Tests;

[TestClass]
public sealed class CameraTests
{
    /// <summary>Bilinear interpolation of the pattern of Bayer as convolutions of what each colour sees, in 64-bit floats.</summary>
    private const string Script = """
        import sys, numpy as np
        from scipy.ndimage import convolve
        v = np.fromfile(sys.argv[1], dtype='<f4').astype(np.float64)
        down, right, sensor = int(v[0]), int(v[1]), v[2:].reshape(12, 17)
        y, x = np.mgrid[0:12, 0:17]
        seen = (y + down) % 2 + (x + right) % 2
        cross, square = np.array([[0, 1, 0], [1, 4, 1], [0, 1, 0]]) / 4, np.array([[1, 2, 1], [2, 4, 2], [1, 2, 1]]) / 4
        for c, k in ((0, square), (1, cross), (2, square)):
            for value in convolve(np.where(seen == c, sensor, 0), k, mode='mirror').ravel(): print(repr(float(value)))
        """;

    [TestMethod]
    [DataRow(0.004f, 0.0001f, 0f)]
    [DataRow(0.0005f, 0.0004f, 0f)]
    [DataRow(0.001f, 0.00002f, 2f)]
    public void The_variance_rises_with_the_mean_as_the_model_says(float shot, float read, float push)
    {
        var shape = new TensorShape(1, 100, 100);
        double gain = Math.Pow(2, push);
        foreach (double light in new[] { 0.08, 0.2, 0.35, 0.5 })
        {
            float[] flat = [.. Enumerable.Repeat((float)(2 * ToValue(light) - 1), shape.Size)], shown = new float[shape.Size];
            new Camera(shot, read, push).Draw(flat, shown, shape, 3);
            double[] measured = [.. shown.Select(v => ToLight((v + 1) / 2.0))];
            double mean = measured.Average(), variance = measured.Average(m => (m - mean) * (m - mean));
            // The gain multiplies what the sensor reports: a x + b for x = light / gain.
            double expected = gain * gain * (shot * light / gain + read);
            Assert.AreEqual(light, mean, 4 * Math.Sqrt(expected) / 100 + 1e-4, "mean");
            Assert.AreEqual(1, variance / expected, 0.06, $"variance at {light}");
        }
    }

    [TestMethod]
    public void Bright_and_dark_are_cut_to_what_a_file_holds()
    {
        var shape = new TensorShape(3, 32, 32);
        float[] shown = new float[shape.Size];
        new Camera(0.01f, 0.01f, Bayer: true).Draw([.. Enumerable.Range(0, shape.Size).Select(i => i % 32 < 16 ? -1f : 1f)], shown, shape, 1);
        Assert.IsTrue(shown.Min() == -1 && shown.Max() == 1);
    }

    [TestMethod]
    public void Without_noise_and_pattern_the_image_comes_back()
    {
        var shape = new TensorShape(3, 16, 16);
        float[] image = [.. Enumerable.Range(0, shape.Size).Select(i => i / (shape.Size - 1f) * 2 - 1)], shown = new float[shape.Size];
        new Camera(0, 0f, 0, 1, 0.7f).Draw(image, shown, shape, 1);
        for (int i = 0; i < image.Length; i++) Assert.AreEqual(image[i], shown[i], 2e-4f, $"{i}: {image[i]}");
    }

    [TestMethod]
    public void White_balance_makes_red_and_blue_noisier()
    {
        var shape = new TensorShape(3, 100, 100);
        float[] shown = new float[shape.Size];
        new Camera(0.001f, 0f, 0, 2, 1).Draw(new float[shape.Size], shown, shape, 1);
        double[] deviations = [.. Enumerable.Range(0, 3).Select(c => Deviation(shown[(c * 10_000)..((c + 1) * 10_000)]))];
        Assert.AreEqual(2, deviations[0] / deviations[1], 0.1, "variance grows with the gain: four times");
        Assert.AreEqual(Math.Sqrt(2), deviations[2] / deviations[1], 0.1);
    }

    [TestMethod]
    public void The_pattern_makes_noise_of_neighbours_alike()
    {
        var shape = new TensorShape(3, 64, 64);
        Assert.AreEqual(0, Correlation(new Camera(0.002f, 0f), shape), 0.05);
        Assert.IsGreaterThan(0.3, Correlation(new Camera(0.002f, 0f, Bayer: true), shape));
    }

    [TestMethod]
    [DataRow(0, 0)]
    [DataRow(0, 1)]
    [DataRow(1, 0)]
    [DataRow(1, 1)]
    public void The_pattern_is_interpolated_as_scipy_convolves_it(int down, int right)
    {
        var random = new SeededRandom(2);
        float[] sensor = [.. Enumerable.Range(0, 12 * 17).Select(_ => random.Next(0, 1))], planes = new float[3 * sensor.Length];
        var pattern = new BayerPattern(12, 17, down, right);
        for (int i = 0; i < sensor.Length; i++) pattern[i / 17, i % 17] = sensor[i];
        pattern.Interpolate(planes);
        double[] expected = PythonReference.Run(Script, [down, right, .. sensor]);
        for (int i = 0; i < planes.Length; i++) Assert.AreEqual(expected[i], planes[i], 1e-6, $"{i}");
    }

    [TestMethod]
    public void Read_noise_follows_shot_noise_as_measured_on_cameras()
    {
        var camera = new Camera(Amount.Logarithmic(1e-4f, 0.012f), Bayer: 0.5f);
        var settled = Enumerable.Range(0, 4000).Select(i => (Camera)camera.Settle(new TensorShape(3, 8, 8), SeededRandom.Mix(1, (ulong)i)).Damage).ToList();
        double[] residuals = [.. settled.Select(c => Math.Log(c.Read!.Value.Value) - (2.18 * Math.Log(c.Shot.Value) + 1.2))];
        Assert.AreEqual(0, residuals.Average(), 0.02);
        Assert.AreEqual(0.26, Math.Sqrt(residuals.Average(r => r * r)), 0.01);
        Assert.AreEqual(0.5, settled.Count(c => c.Bayer.Value) / 4000.0, 0.03);
    }

    [TestMethod]
    public void The_curve_of_sRGB_is_met_by_the_tables()
    {
        for (int i = 0; i <= 10_000; i++)
        {
            double v = i / 10_000.0;
            Assert.AreEqual(ToLight(v), SrgbCurve.Light((float)v), 1e-6);
            Assert.AreEqual(ToValue(v), SrgbCurve.Value((float)v), 3e-5);
        }
    }

    private static double Correlation(Camera camera, TensorShape shape)
    {
        var shown = new float[shape.Size];
        camera.Draw(new float[shape.Size], shown, shape, 1);
        float[] green = shown[4096..8192];
        double mean = green.Average(), variance = green.Average(v => (v - mean) * (v - mean));
        return Enumerable.Range(0, 4096).Where(i => i % 64 < 63).Average(i => (green[i] - mean) * (green[i + 1] - mean)) / variance;
    }

    private static double Deviation(float[] values)
    {
        double mean = values.Average();
        return Math.Sqrt(values.Average(v => (v - mean) * (v - mean)));
    }

    private static double ToLight(double v) => v <= 0.04045 ? v / 12.92 : Math.Pow((v + 0.055) / 1.055, 2.4);

    private static double ToValue(double l) => l <= 0.0031308 ? 12.92 * l : 1.055 * Math.Pow(l, 1 / 2.4) - 0.055;
}
