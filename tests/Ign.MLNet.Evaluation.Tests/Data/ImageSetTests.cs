using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation.Tests;

[TestClass]
public sealed class ImageSetTests
{
    private static readonly TensorShape s_shape = new(1, 1, 2);
    private static readonly ImageSet s_set = new(s_shape, [0, 255, 51, 204, 1, 2], [4, 5, 6]);

    [TestMethod]
    public void Black_is_minus_one_and_white_is_one()
    {
        var values = new float[2];
        s_set.ToRange(0, values);
        CollectionAssert.AreEqual(new[] { -1f, 1f }, values);
        s_set.ToRange(1, values);
        Assert.AreEqual(-0.6f, values[0], 1e-6f);
        Assert.AreEqual(0.6f, values[1], 1e-6f);
    }

    [TestMethod]
    public void Every_pixel_survives_the_way_to_the_range_and_back()
    {
        var all = new ImageSet(new TensorShape(1, 16, 16), [.. Enumerable.Range(0, 256).Select(i => (byte)i)], null);
        CollectionAssert.AreEqual(all.Pixels, Array.ConvertAll(all.ToRange(), PixelRange.ToByte));
    }

    [TestMethod]
    public void Values_outside_the_range_are_clamped_to_pixels()
    {
        Assert.AreEqual(0, PixelRange.ToByte(-7));
        Assert.AreEqual(255, PixelRange.ToByte(float.PositiveInfinity));
        Assert.AreEqual(0, PixelRange.ToByte(float.NaN));
    }

    [TestMethod]
    public void Take_keeps_the_first_images_with_their_labels()
    {
        var two = s_set.Take(2);
        Assert.AreEqual(2, two.Count);
        CollectionAssert.AreEqual(new byte[] { 0, 255, 51, 204 }, two.Pixels);
        CollectionAssert.AreEqual(new byte[] { 4, 5 }, two.Labels);
        Assert.AreSame(s_set, s_set.Take(99));
    }

    [TestMethod]
    public void Lengths_that_do_not_agree_are_refused()
    {
        Assert.ThrowsExactly<ArgumentException>(() => new ImageSet(s_shape, new byte[3], null));
        Assert.ThrowsExactly<ArgumentException>(() => new ImageSet(s_shape, new byte[4], new byte[3]));
        Assert.ThrowsExactly<ArgumentException>(() => new ImageSet(default, [], null));
        Assert.ThrowsExactly<ArgumentException>(() => s_set.ToRange(0, new float[3]));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => s_set.ToRange(3, new float[2]));
    }

    [TestMethod]
    public void Resizing_keeps_labels_and_repeats_grey()
    {
        var set = new ImageSet(new TensorShape(1, 2, 2), [10, 10, 200, 200, 50, 50, 50, 50], [3, 4]);
        var resized = set.Resized(new TensorShape(3, 4, 4));
        Assert.AreEqual((new TensorShape(3, 4, 4), 2), (resized.Shape, resized.Count));
        CollectionAssert.AreEqual(set.Labels, resized.Labels);
        Assert.IsTrue(resized.Image(1).ToArray().All(p => p == 50));
        CollectionAssert.AreEqual(resized.Image(0)[..16].ToArray(), resized.Image(0)[32..].ToArray());
        Assert.AreEqual((10, 200), (resized.Image(0)[0], resized.Image(0)[15]));
        Assert.ThrowsExactly<ArgumentException>(() => resized.Resized(new TensorShape(1, 2, 2)));
    }
}
