namespace Ign.MLNet.Evaluation.Tests;

[TestClass]
public sealed class PsnrTests
{
    [TestMethod]
    public void A_difference_of_one_grey_level_is_48_dB() =>
        // 20 log10(255), the textbook value for one level of 255.
        Assert.AreEqual(48.1308, Psnr.Compute([0f, 0f], [1 / 127.5f, -1 / 127.5f]), 1e-3);

    [TestMethod]
    public void Black_for_white_is_0_dB() => Assert.AreEqual(0, Psnr.Compute([-1f], [1f]), 1e-9);

    [TestMethod]
    public void Equal_images_have_infinite_PSNR() => Assert.AreEqual(double.PositiveInfinity, Psnr.Compute([0.3f], [0.3f]));

    [TestMethod]
    public void Values_outside_of_the_range_are_clipped_first() => Assert.AreEqual(Psnr.Compute([1f, 0f], [1f, 0.5f]), Psnr.Compute([3f, 0f], [1f, 0.5f]));

    [TestMethod]
    public void Different_lengths_are_refused()
    {
        Assert.ThrowsExactly<ArgumentException>(() => Psnr.Compute([1f], [1f, 2f]));
        Assert.ThrowsExactly<ArgumentException>(() => Psnr.Compute([], []));
        Assert.ThrowsExactly<ArgumentException>(() => MeanAbsolute.Compute([1f], [1f, 2f]));
    }

    [TestMethod]
    public void Mean_absolute_difference_is_not_clipped() => Assert.AreEqual(2.0, MeanAbsolute.Compute([3f, 0f], [0f, -1f]), 1e-9);
}
