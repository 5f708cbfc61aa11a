namespace Ign.MLNet.Evaluation.Tests;

[TestClass]
public sealed class ClassCoverageTests
{
    [TestMethod]
    public void Shares_are_counted()
    {
        int[] predicted = [.. Enumerable.Repeat(0, 300), .. Enumerable.Repeat(2, 99), 3];
        var coverage = ClassCoverage.Of(predicted, 5);
        CollectionAssert.AreEqual(new[] { 0.75, 0, 0.2475, 0.0025, 0 }, coverage.Shares.ToArray());
        Assert.AreEqual((3, 2), (coverage.ClassesSeen, coverage.ClassesAtLeastOnePercent));
        Assert.AreEqual(-0.75 * Math.Log2(0.75) - 0.2475 * Math.Log2(0.2475) - 0.0025 * Math.Log2(0.0025), coverage.EntropyBits, 1e-12);
        Assert.AreEqual(3, ClassCoverage.Of([0, 1, 2, 3, 4, 5, 6, 7], 8).EntropyBits, 1e-12);
    }

    [TestMethod]
    public void Classes_out_of_range_are_refused() => Assert.ThrowsExactly<ArgumentException>(() => ClassCoverage.Of([1, 3], 3));
}
