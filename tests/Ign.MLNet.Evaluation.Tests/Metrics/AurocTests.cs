namespace Ign.MLNet.Evaluation.Tests;

[TestClass]
public sealed class AurocTests
{
    [TestMethod]
    public void Separated_scores_give_one_or_zero_and_equal_ones_a_half()
    {
        Assert.AreEqual(1, Auroc.Compute([1, 2, 3], [4, 5]));
        Assert.AreEqual(0, Auroc.Compute([4, 5], [1, 2, 3]));
        Assert.AreEqual(0.5, Auroc.Compute([7, 7, 7], [7, 7]));
    }

    [TestMethod]
    public void Pairs_are_counted_and_ties_half()
    {
        // Against 2: equal, higher, higher; against 3: lower, lower, higher.
        Assert.AreEqual((0.5 + 1 + 1 + 0 + 0 + 1) / 6, Auroc.Compute([2, 3], [2, 2.5, 9]), 1e-12);
    }

    [TestMethod]
    public void No_scores_and_NaN_are_refused()
    {
        Assert.ThrowsExactly<ArgumentException>(() => Auroc.Compute([], [1]));
        Assert.ThrowsExactly<ArgumentException>(() => Auroc.Compute([1, double.NaN], [1]));
    }
}
