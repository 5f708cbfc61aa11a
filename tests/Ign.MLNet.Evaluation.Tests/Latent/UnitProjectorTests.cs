using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation.Tests;

[TestClass]
public sealed class UnitProjectorTests
{
    private static readonly TensorShape s_shape = new(1, 2, 2);

    [TestMethod]
    public void Images_go_to_the_range_of_the_card_and_back()
    {
        using var projector = new UnitProjector(TestModels.Scaling(0.5f, s_shape, minimum: 0, maximum: 255));
        // Of pixels 0, 127.5, 255 and 510 the half.
        float[] half = projector.Project([-1, 0, 1, 3]);
        float[] expected = [-1, -0.5f, 0, 1];
        for (int i = 0; i < 4; i++) Assert.AreEqual(expected[i], half[i], 1e-5f);
    }

    [TestMethod]
    public void Several_applications_of_many_images_are_those_of_each()
    {
        var model = TestModels.Scaling(-0.5f, s_shape);
        using var projector = new UnitProjector(model, new IgnProjectorOptions { BatchSize = 3 });
        float[] images = [.. Enumerable.Range(0, 28).Select(i => i / 14f - 1)];
        CollectionAssert.AreEqual(images.Select(v => v * -0.125f).ToArray(), projector.Project(images, 3));
        CollectionAssert.AreEqual(images, projector.Project(images, 0));
        Assert.AreEqual(-1, images[0], "the input stays as it was");
    }

    [TestMethod]
    public void Wrong_lengths_and_numbers_are_refused_and_a_stop_is_heard()
    {
        using var projector = new UnitProjector(TestModels.Scaling(1, s_shape));
        Assert.ThrowsExactly<ArgumentException>(() => projector.Project(new float[5]));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => projector.Project(new float[4], -1));
        Assert.ThrowsExactly<OperationCanceledException>(() => projector.Project(new float[4], 1, new CancellationToken(canceled: true)));
    }
}
