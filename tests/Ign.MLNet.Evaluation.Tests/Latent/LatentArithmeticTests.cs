using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation.Tests;

[TestClass]
public sealed class LatentArithmeticTests
{
    private static readonly TensorShape s_shape = new(1, 4, 4);

    [TestMethod]
    public void Noise_is_edited_by_a_sum_and_a_difference() =>
        CollectionAssert.AreEqual(new float[] { 5, 1 }, LatentArithmetic.Edit([4, 1], [1, 2], [2, 2]));

    [TestMethod]
    public void A_row_shows_the_three_images_and_the_edited_one()
    {
        var sampler = new LatentSampler(new GaussianSource(), s_shape);
        using var projector = new UnitProjector(TestModels.Scaling(0.5f, s_shape));
        var pictures = new LatentArithmetic { Positive = [1, 2], Negative = [3], Base = [4, 5], Seed = 9 }.Run(projector, sampler);
        Assert.HasCount(2 * LatentArithmetic.Columns, pictures);
        for (int row = 0; row < 2; row++)
        {
            float[][] noises = [sampler.Mean(9, [1, 2]), sampler.Sample(9, 3), sampler.Sample(9, 4 + row)];
            for (int column = 0; column < 3; column++) CollectionAssert.AreEqual(noises[column].Select(v => v / 2).ToArray(), pictures[4 * row + column]);
            for (int i = 0; i < s_shape.Size; i++) Assert.AreEqual((noises[0][i] - noises[1][i] + noises[2][i]) / 2, pictures[4 * row + 3][i], 1e-6f);
        }
    }

    [TestMethod]
    public void Wrong_input_is_refused()
    {
        Assert.ThrowsExactly<ArgumentException>(() => LatentArithmetic.Edit([1], [1, 2], [1, 2]));
        Assert.ThrowsExactly<ArgumentException>(() => LatentArithmetic.Edit([1, 2], [1], [1, 2]));
        using var projector = new UnitProjector(TestModels.Scaling(1, s_shape));
        var sampler = new LatentSampler(new GaussianSource(), s_shape);
        Assert.ThrowsExactly<ArgumentException>(() => new LatentArithmetic { Positive = [1], Negative = [1], Base = [] }.Run(projector, sampler));
        Assert.ThrowsExactly<ArgumentException>(() => new LatentArithmetic { Positive = [], Negative = [1], Base = [1] }.Run(projector, sampler));
    }
}
