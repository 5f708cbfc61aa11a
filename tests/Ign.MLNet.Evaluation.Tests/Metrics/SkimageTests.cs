using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation.Tests;

/// <summary>The metrics and the median against scikit-image and SciPy, where Debian's python3-skimage is installed.</summary>
[TestClass]
public sealed class SkimageTests
{
    private const string Script = """
        import sys, numpy as np
        from scipy.ndimage import median_filter
        from skimage.metrics import peak_signal_noise_ratio, structural_similarity
        a, b = np.fromfile(sys.argv[1], dtype='<f4').astype(np.float64).reshape(2, 3, 20, 28)
        ssim = np.mean([structural_similarity(x, y, gaussian_weights=True, sigma=1.5, use_sample_covariance=False, data_range=2) for x, y in zip(a, b)])
        print(repr(float(peak_signal_noise_ratio(b, a, data_range=2))), repr(float(ssim)), repr(float(np.abs(a - b).mean())), sep='\n')
        for side in (3, 5):
            print(repr(float((np.stack([median_filter(x, side, mode='reflect') for x in a]) * np.arange(a.size).reshape(a.shape)).sum())))
        """;

    [TestMethod]
    public void Metrics_and_median_agree_with_scikit_image()
    {
        var shape = new TensorShape(3, 20, 28);
        var random = new SeededRandom(5);
        float[] reference = new float[shape.Size], image = new float[shape.Size];
        for (int i = 0; i < reference.Length; i++)
        {
            reference[i] = MathF.Sin(i * 0.05f) * 0.8f;
            image[i] = Math.Clamp(reference[i] + 0.2f * (float)random.NextGaussian(), -1, 1);
        }

        double[] expected = PythonReference.Run(Script, [.. image, .. reference]);

        Assert.AreEqual(expected[0], Psnr.Compute(image, reference), 1e-4);
        Assert.AreEqual(expected[1], Ssim.Compute(image, reference, shape), 1e-6);
        Assert.AreEqual(expected[2], MeanAbsolute.Compute(image, reference), 1e-6);
        foreach (var (side, sum) in new[] { (3, expected[3]), (5, expected[4]) })
        {
            float[] median = ImageBatchFilter.Apply(new MedianFilter(side), image, shape);
            Assert.AreEqual(sum, median.Select((v, i) => (double)v * i).Sum(), 1e-3);
        }
    }
}
