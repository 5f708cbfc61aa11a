namespace Ign.MLNet.Evaluation.Tests;

[TestClass]
public sealed class IntervalTests
{
    [TestMethod]
    public void Three_values_have_the_interval_of_the_textbook()
    {
        // s = 1, t(0.975, 2) = 4.302653 (printed tables).
        var interval = Interval.Of([4, 5, 6]);
        Assert.AreEqual(5, interval.Mean);
        Assert.AreEqual(4.302653 / Math.Sqrt(3), interval.HalfWidth!.Value, 1e-6);
        Assert.AreEqual(12.706205 * Math.Sqrt(2) / Math.Sqrt(2), Interval.Of([0, 2]).HalfWidth!.Value, 1e-5);
    }

    [TestMethod]
    public void One_value_has_none() => Assert.AreEqual(new Interval(3, null, 1), Interval.Of([3]));

    [TestMethod]
    public void No_values_are_refused() => Assert.ThrowsExactly<ArgumentException>(() => Interval.Of([]));
}
