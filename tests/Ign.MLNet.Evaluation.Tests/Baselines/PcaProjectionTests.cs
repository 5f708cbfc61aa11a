using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation.Tests;

[TestClass]
public sealed class PcaProjectionTests
{
    private static readonly ImageSet s_training = FashionMnist.Training.Take(1_000);
    private static readonly PcaBasis s_basis = PcaBasis.Fit(s_training, 64);

    [TestMethod]
    public void Components_are_orthonormal()
    {
        for (int a = 0; a < s_basis.Components.Count; a++)
            for (int b = 0; b <= a; b++)
            {
                double dot = s_basis.Components[a].Zip(s_basis.Components[b], (x, y) => (double)x * y).Sum();
                Assert.AreEqual(a == b ? 1 : 0, dot, 1e-5);
            }
    }

    [TestMethod]
    public void More_components_bring_a_clean_image_closer()
    {
        float[] images = FashionMnist.Test.Take(50).ToRange();
        double Error(int components) => Psnr.MeanSquare(ImageBatchFilter.Apply(new PcaProjection(s_basis, components), images, s_training.Shape), images);

        Assert.IsLessThan(0.1, Error(16));
        Assert.IsLessThan(0.06, Error(64));
    }

    [TestMethod]
    public void Projecting_twice_is_projecting_once()
    {
        var filter = new PcaProjection(s_basis, 32);
        float[] once = ImageBatchFilter.Apply(filter, FashionMnist.Test.Take(5).ToRange(), s_training.Shape);

        float[] twice = ImageBatchFilter.Apply(filter, once, s_training.Shape);

        Assert.IsLessThan(1e-5, MeanAbsolute.Compute(twice, once));
    }

    [TestMethod]
    [DataRow(1_000, 16)]
    [DataRow(9_936, 128)]
    public void The_basis_holds_the_variance_that_the_exact_one_holds(int count, int components)
    {
        // Exact values from an eigendecomposition in double precision of the covariance of all 10,000 images; the bound leaves 2 %.
        double exact = components == 16 ? 0.0855 : 0.0245;
        var images = FashionMnist.Training.Take(500);
        float[] values = images.ToRange(),
            projected = ImageBatchFilter.Apply(new PcaProjection(PcaBasis.Fit(FashionMnist.Training.Take(count), components), components), values,
                images.Shape);

        double error = 0;
        for (int i = 0; i < values.Length; i++) error += Math.Pow(values[i] - projected[i], 2) / values.Length;

        Assert.IsLessThan(exact * 1.05, error);
    }

    [TestMethod]
    public void Gaussian_noise_loses_against_it()
    {
        var images = FashionMnist.Test.Take(20);
        float[] clean = images.ToRange(), noisy = DamagedImages.Draw(images, new Gaussian(0.5f), 1);
        Assert.IsGreaterThan(Psnr.Compute(noisy, clean) + 4, Psnr.Compute(ImageBatchFilter.Apply(new PcaProjection(s_basis, 64), noisy, images.Shape), clean));
    }

    [TestMethod]
    public void Images_that_vary_in_few_directions_leave_the_others_empty()
    {
        var few = new ImageSet(new TensorShape(1, 2, 2), [0, 0, 0, 0, 255, 255, 0, 0, 9, 9, 0, 0, 30, 30, 0, 0], null);
        var basis = PcaBasis.Fit(few, 3);
        Assert.AreEqual(Math.Sqrt(0.5), Math.Abs(basis.Components[0][0]), 1e-5);
        Assert.IsTrue(basis.Components.All(c => c.All(float.IsFinite)));
    }

    [TestMethod]
    public void More_components_than_images_or_pixels_are_refused()
    {
        Assert.ThrowsExactly<ArgumentException>(() => PcaBasis.Fit(s_training.Take(10), 10));
        Assert.ThrowsExactly<ArgumentException>(() => PcaBasis.Fit(s_training, 785));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new PcaProjection(s_basis, 65));
    }
}
