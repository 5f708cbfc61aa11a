using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation.Tests;

[TestClass]
public sealed class LatentSamplerTests
{
    private static readonly TensorShape s_shape = new(2, 3, 4);

    [TestMethod]
    public void Image_k_of_a_seed_does_not_depend_on_the_batch_it_is_drawn_in()
    {
        foreach (NoiseSource noise in (NoiseSource[])[new GaussianSource(), FourierSource.Measure(new GaussianSource().SampleMany(9, s_shape, 4), s_shape)])
        {
            var sampler = new LatentSampler(noise, s_shape);
            int size = s_shape.Size;
            var all = sampler.Sample(seed: 6, first: 0, count: 10);
            CollectionAssert.AreEqual(noise.SampleMany(10, s_shape, 6), all);
            for (int k = 0; k < 10; k++) CollectionAssert.AreEqual(all[(k * size)..((k + 1) * size)], sampler.Sample(6, k));
            CollectionAssert.AreEqual(all[(3 * size)..(7 * size)], sampler.Sample(6, 3, 4));
            CollectionAssert.AreNotEqual(all[..size], sampler.Sample(7, 0));
        }
    }

    [TestMethod]
    public void Channels_after_the_image_are_left_to_the_caller()
    {
        var image = s_shape with { Channels = 1 };
        var sampler = new LatentSampler(new GaussianSource(), s_shape, imageChannels: 1);
        Assert.AreEqual((s_shape, image), (sampler.Shape, sampler.ImageShape));
        var z = sampler.Sample(3, 5, 2);
        var plain = new LatentSampler(new GaussianSource(), image).Sample(3, 5, 2);
        for (int k = 0; k < 2; k++)
        {
            CollectionAssert.AreEqual(plain[(k * 12)..(k * 12 + 12)], z[(k * 24)..(k * 24 + 12)]);
            Assert.IsTrue(z[(k * 24 + 12)..(k * 24 + 24)].All(v => v == 0));
        }
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new LatentSampler(new GaussianSource(), s_shape, imageChannels: 3));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new LatentSampler(new GaussianSource(), s_shape, imageChannels: 0));
    }

    [TestMethod]
    public void A_mean_is_that_of_the_numbered_images()
    {
        var sampler = new LatentSampler(new GaussianSource(), s_shape);
        float[] a = sampler.Sample(1, 4), b = sampler.Sample(1, 9), mean = sampler.Mean(1, [4, 9]);
        for (int i = 0; i < mean.Length; i++) Assert.AreEqual((a[i] + b[i]) / 2, mean[i], 1e-6f);
        CollectionAssert.AreEqual(a, sampler.Mean(1, [4]));
        Assert.ThrowsExactly<ArgumentException>(() => sampler.Mean(1, []));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => sampler.Sample(1, -1));
    }

    [TestMethod]
    public void A_model_without_noise_has_no_sampler() =>
        Assert.ThrowsExactly<FormatException>(() => LatentSampler.Of(TestModels.Scaling(1, s_shape, "none").Card));
}
