using Ign.MLNet.Networks;

namespace Ign.MLNet.Tests;

[TestClass]
public sealed class AnySizeTests
{
    private const float Tolerance = 1e-4f;

    [TestMethod]
    [DataRow(1, 1)]
    [DataRow(7, 5)]
    [DataRow(16, 24)]
    [DataRow(8, 3)]
    [DataRow(2, 40)]
    [DataRow(61, 47)]
    public void An_image_is_filled_up_by_mirroring_and_cut_back(int height, int width)
    {
        var shape = new TensorShape(3, height, width);
        using var projector = new IgnProjector(TestModels.AnySize, new IgnProjectorOptions { BatchSize = 3 });
        foreach (int applications in (int[])[1, 2])
        {
            float[] images = [.. Enumerable.Range(0, 4).SelectMany(i => TestModels.Image(i, shape))], results = new float[images.Length];
            projector.Project(images, results, shape, applications);
            float[] expected =
                [.. Enumerable.Range(0, 4).SelectMany(i => TestModels.Defined(TestModels.AnySize, TestModels.Image(i, shape), shape, applications))];
            Assert.IsLessThanOrEqualTo(Tolerance, expected.Zip(results, (e, r) => Math.Abs(e - r)).Max());
            // Each application is one of its own, and the input may be written over.
            projector.Project(images, images, shape);
            if (applications == 2) projector.Project(images, images, shape);
            CollectionAssert.AreEqual(results, images);
        }
    }

    [TestMethod]
    public void The_model_says_what_it_takes()
    {
        var model = TestModels.AnySize;
        Assert.AreEqual((true, 8, new TensorShape(3, 16, 24)), (model.AnySize, model.SideMultiple, model.Shape));
        Assert.AreEqual(model.Card.Spec!.Halo, model.Halo);
        // Input, output and the two halves of a skip at half resolution are alive at once.
        Assert.IsTrue(model.BytesPerPixel is > 24 and < 100, $"{model.BytesPerPixel}");
        Assert.AreEqual((false, 0, 0, 0), (TestModels.Tiny.AnySize, TestModels.Tiny.SideMultiple, TestModels.Tiny.Halo, TestModels.Tiny.BytesPerPixel));
    }

    [TestMethod]
    public void Images_that_do_not_fit_are_refused()
    {
        using var any = new IgnProjector(TestModels.AnySize);
        using var one = new IgnProjector(TestModels.Tiny);
        void Refused(IgnProjector projector, int values, TensorShape shape, string reason) =>
            Assert.Contains(reason, Assert.ThrowsExactly<ArgumentException>(() => projector.Project(new float[values], new float[values], shape)).Message);
        Refused(one, 2 * 6 * 9, new TensorShape(2, 6, 9), "Expected images of 2x6x8, got 2x6x9: the model 'tiny' takes one size only.");
        Refused(any, 25, new TensorShape(1, 5, 5), "Expected images of 3 channels and at least one pixel, got 1x5x5.");
        Refused(any, 0, new TensorShape(3, 0, 5), "at least one pixel, got 3x0x5.");
        Refused(any, 74, new TensorShape(3, 5, 5), "Expected whole images of 75 values (3x5x5), got 74 values.");
        Refused(any, 3, new TensorShape(3, int.MaxValue, 5), "Expected an image of at most");
    }
}
