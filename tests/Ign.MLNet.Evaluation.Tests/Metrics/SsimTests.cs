using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation.Tests;

[TestClass]
public sealed class SsimTests
{
    private static readonly TensorShape s_shape = FashionMnist.Test.Shape;

    [TestMethod]
    public void Equal_images_have_a_similarity_of_one()
    {
        float[] image = FashionMnist.Test.Take(1).ToRange();
        Assert.AreEqual(1, Ssim.Compute(image, image, s_shape), 1e-12);
    }

    [TestMethod]
    public void More_noise_is_less_similar()
    {
        var images = FashionMnist.Test.Take(1);
        double Similarity(float sigma) => Ssim.Compute(DamagedImages.Draw(images, new Gaussian(sigma), 1), images.ToRange(), s_shape);
        Assert.IsGreaterThan(Similarity(0.5f), Similarity(0.1f));
    }

    [TestMethod]
    public void A_constant_shift_follows_the_luminance_term()
    {
        // Without variance only (2ab + C1) / (a² + b² + C1) is left.
        float[] dark = new float[s_shape.Size], light = new float[s_shape.Size];
        Array.Fill(dark, 0.2f);
        Array.Fill(light, 0.6f);
        Assert.AreEqual((2 * 0.2 * 0.6 + 0.0004) / (0.04 + 0.36 + 0.0004), Ssim.Compute(dark, light, s_shape), 1e-6);
    }

    [TestMethod]
    public void Sizes_that_do_not_fit_are_refused()
    {
        Assert.ThrowsExactly<ArgumentException>(() => Ssim.Compute(new float[100], new float[100], new TensorShape(1, 10, 10)));
        Assert.ThrowsExactly<ArgumentException>(() => Ssim.Compute(new float[100], new float[100], s_shape));
    }
}
