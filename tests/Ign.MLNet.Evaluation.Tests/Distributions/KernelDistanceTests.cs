namespace Ign.MLNet.Evaluation.Tests;

[TestClass]
public sealed class KernelDistanceTests
{
    private const int Size = 8;

    [TestMethod]
    public void Equal_distributions_are_within_a_few_standard_errors_of_zero()
    {
        var distance = KernelDistance.Compute(ScipyTests.Rows(1000, Size, 1, 0), ScipyTests.Rows(1000, Size, 2, 0), Size);
        Assert.AreEqual(10, distance.Blocks);
        Assert.IsLessThan(3.3 * distance.StandardError!.Value, Math.Abs(distance.Value)); // t with 9 degrees: 1 in 100
    }

    [TestMethod]
    public void A_shift_stands_out_and_does_not_depend_on_the_number_of_images()
    {
        KernelDistance At(int count) => KernelDistance.Compute(ScipyTests.Rows(count, Size, 3, 0.5), ScipyTests.Rows(count, Size, 4, 0), Size);
        var (few, many) = (At(400), At(2000));
        Assert.IsGreaterThan(10 * many.StandardError!.Value, many.Value);
        Assert.AreEqual(many.Value, few.Value, 3 * few.StandardError!.Value);
        Assert.IsLessThan(few.StandardError.Value, many.StandardError.Value);
    }

    [TestMethod]
    public void The_seed_decides_the_blocks()
    {
        float[] a = ScipyTests.Rows(200, Size, 5, 0.1), b = ScipyTests.Rows(200, Size, 6, 0);
        Assert.AreEqual(KernelDistance.Compute(a, b, Size, seed: 7), KernelDistance.Compute(a, b, Size, seed: 7));
        Assert.AreNotEqual(KernelDistance.Compute(a, b, Size, seed: 7), KernelDistance.Compute(a, b, Size, seed: 8));
    }

    [TestMethod]
    [DataRow(2500, 1, 3)]
    [DataRow(7, 10, 3)]
    [DataRow(2, 10, 1)]
    public void Blocks_have_two_to_a_thousand_images(int count, int blocks, int expected)
    {
        float[] a = ScipyTests.Rows(count, 2, 1, 0);
        var distance = KernelDistance.Compute(a, a, 2, blocks);
        Assert.AreEqual(expected, distance.Blocks);
    }
}
