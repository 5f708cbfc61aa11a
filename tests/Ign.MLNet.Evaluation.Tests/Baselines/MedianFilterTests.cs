using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation.Tests;

[TestClass]
public sealed class MedianFilterTests
{
    [TestMethod]
    public void The_border_is_mirrored_with_its_edge()
    {
        // By hand: at the corner the window holds 1 1 2 / 1 1 2 / 4 4 5, whose median is 2.
        float[] result = ImageBatchFilter.Apply(new MedianFilter(3), [1, 2, 3, 4, 5, 6, 7, 8, 9], new TensorShape(1, 3, 3));
        CollectionAssert.AreEqual(new float[] { 2, 3, 3, 4, 5, 6, 7, 7, 8 }, result);
    }

    [TestMethod]
    public void Channels_do_not_mix()
    {
        float[] result = ImageBatchFilter.Apply(new MedianFilter(5), [.. new float[16], .. Enumerable.Repeat(1f, 16)], new TensorShape(2, 4, 4));
        CollectionAssert.AreEqual(new float[16], result[..16]);
        CollectionAssert.AreEqual(Enumerable.Repeat(1f, 16).ToArray(), result[16..]);
    }

    [TestMethod]
    public void Salt_and_pepper_loses_against_it()
    {
        var images = FashionMnist.Test.Take(20);
        float[] clean = images.ToRange(), noisy = DamagedImages.Draw(images, new SaltAndPepper(0.2f), 1);
        Assert.IsGreaterThan(Psnr.Compute(noisy, clean) + 4, Psnr.Compute(ImageBatchFilter.Apply(new MedianFilter(3), noisy, images.Shape), clean));
    }

    [TestMethod]
    public void Even_and_small_windows_are_refused()
    {
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new MedianFilter(4));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new MedianFilter(1));
        Assert.ThrowsExactly<ArgumentException>(() => new MedianFilter(3).Apply(new float[3], new float[4], new TensorShape(1, 2, 2)));
    }
}
