namespace Ign.MLNet.Evaluation.Tests;

[TestClass]
public sealed class FilterTuningTests
{
    private static readonly ImageSet s_images = FashionMnist.Training.Take(30);

    [TestMethod]
    public void Stronger_noise_gets_a_stronger_filter()
    {
        NonLocalMeans[] candidates = [new(0.05f), new(0.2f), new(0.5f)];
        Assert.AreSame(candidates[0], FilterTuning.Best(candidates, s_images, new Gaussian(0.02f), 1));
        Assert.AreSame(candidates[2], FilterTuning.Best(candidates, s_images, new Gaussian(0.6f), 1));
    }

    [TestMethod]
    public void Nothing_to_choose_from_is_refused()
    {
        Assert.ThrowsExactly<ArgumentException>(() => FilterTuning.Best(Array.Empty<MedianFilter>(), s_images, new Blur(1), 1));
        Assert.ThrowsExactly<ArgumentException>(() => FilterTuning.Best([new MedianFilter(3)], s_images.Take(0), new Blur(1), 1));
    }
}
