using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation.Tests;

/// <summary>
/// Every blur and every way to a low resolution against SciPy and Pillow, where Debian's python3-skimage is installed, and against what they must do.
/// </summary>
[TestClass]
public sealed class BlurTests
{
    private static readonly TensorShape s_shape = new(1, 25, 34);

    private const string Head = """
        import sys, numpy as np
        from scipy.ndimage import convolve, gaussian_filter
        v = np.fromfile(sys.argv[1], dtype='<f4').astype(np.float64)
        a, b, image = v[0], v[1], v[2:].reshape(25, 34)
        def show(x):
            for value in np.asarray(x).ravel(): print(repr(float(value)))

        """;

    private const string Gauss = "show(gaussian_filter(image, a, mode='nearest', radius=int(np.ceil(3 * a))))";

    private const string Disc = """
        n = 64
        r = int(np.ceil(a - 0.5))
        g = (np.arange(-r * n - n // 2, r * n + n // 2) + 0.5) / n
        k = ((g[:, None] ** 2 + g[None] ** 2) <= a * a).reshape(2 * r + 1, n, 2 * r + 1, n).sum((1, 3)).astype(float)
        show(convolve(image, k / k.sum(), mode='nearest'))
        """;

    private const string Line = """
        from scipy.ndimage import map_coordinates
        y, x = np.mgrid[0:25, 0:34].astype(float)
        ts = a * ((np.arange(2000) + 0.5) / 2000 - 0.5)
        show(sum(map_coordinates(image, [y - t * np.sin(np.radians(b)), x + t * np.cos(np.radians(b))], order=1, mode='nearest') for t in ts) / 2000)
        """;

    private const string Pillow = """
        from PIL import Image
        kernel = {1: Image.NEAREST, 2: Image.BICUBIC, 3: Image.LANCZOS}[int(b)]
        small = Image.fromarray(image.astype(np.float32), 'F').resize((-(-34 // int(a)), -(-25 // int(a))), kernel)
        show(small.resize((34, 25), kernel))
        """;

    public static IEnumerable<object[]> Kinds =>
    [
        [new Blur(0.5f), Gauss, 0.5f, 0f, 1e-5], [new Blur(2.2f), Gauss, 2.2f, 0f, 1e-5],
        [new Defocus(0.4f), Disc, 0.4f, 0f, 3e-3], [new Defocus(1.5f), Disc, 1.5f, 0f, 3e-3], [new Defocus(4.3f), Disc, 4.3f, 0f, 3e-3],
        [new Motion(0, 30), Line, 0f, 30f, 1e-5], [new Motion(7, 0), Line, 7f, 0f, 2e-3], [new Motion(5.5f, 90), Line, 5.5f, 90f, 2e-3],
        [new Motion(9, 35), Line, 9f, 35f, 2e-3],
        [new DownUp(2, DownUpKernel.Nearest), Pillow, 2f, 1f, 1e-6], [new DownUp(2, DownUpKernel.Bicubic), Pillow, 2f, 2f, 1e-5],
        [new DownUp(3, DownUpKernel.Bicubic), Pillow, 3f, 2f, 1e-5], [new DownUp(4, DownUpKernel.Lanczos3), Pillow, 4f, 3f, 1e-5],
    ];

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void A_blur_is_what_others_compute(Damage damage, string script, float a, float b, double within)
    {
        float[] image = Image(), result = new float[image.Length];
        damage.Draw(image, result, s_shape, 1);
        double[] expected = PythonReference.Run(Head + script, [a, b, .. image]);
        Assert.HasCount(result.Length, expected);
        for (int i = 0; i < result.Length; i++) Assert.AreEqual(expected[i], result[i], within, $"row {i / 34}, column {i % 34}");
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void A_blur_leaves_a_flat_image_alone(Damage damage, string script, float a, float b, double within)
    {
        float[] flat = [.. Enumerable.Repeat(0.3f, s_shape.Size)], result = new float[s_shape.Size];
        damage.Draw(flat, result, s_shape, 1);
        foreach (float v in result) Assert.AreEqual(0.3f, v, 1e-5f, $"{script} {a} {b} {within}");
    }

    [TestMethod]
    public void A_line_at_45_degrees_rises_to_the_right()
    {
        float[] point = new float[s_shape.Size], result = new float[s_shape.Size];
        point[12 * 34 + 17] = 1;
        new Motion(6, 45).Draw(point, result, s_shape, 1);
        Assert.IsGreaterThan(0.05f, result[10 * 34 + 19]);
        Assert.IsGreaterThan(0.05f, result[14 * 34 + 15]);
        Assert.AreEqual(0, result[10 * 34 + 15]);
        Assert.AreEqual(1, result.Sum(), 1e-5f);
    }

    private static float[] Image()
    {
        var random = new SeededRandom(9);
        return [.. Enumerable.Range(0, s_shape.Size).Select(_ => random.Next(-1, 1))];
    }
}
