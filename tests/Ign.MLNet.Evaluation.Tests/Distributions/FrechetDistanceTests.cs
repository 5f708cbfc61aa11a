namespace Ign.MLNet.Evaluation.Tests;

[TestClass]
public sealed class FrechetDistanceTests
{
    private const int Count = 50, Size = 6;

    [TestMethod]
    public void A_shift_costs_its_squared_length()
    {
        float[] a = ScipyTests.Rows(Count, Size, 1, 0), b = [.. a.Select((v, i) => v + (i % Size == 2 ? 3 : i % Size == 4 ? -4 : 0))];
        Assert.AreEqual(25, FrechetDistance.Compute(a, b, Size).Value, 1e-4);
    }

    [TestMethod]
    public void Doubled_features_cost_the_variance()
    {
        // tr(S + 4S - 2·2S) = tr S, and the mean doubles too.
        float[] a = ScipyTests.Rows(Count, Size, 2, 0), b = [.. a.Select(v => 2 * v)];
        var rows = new FeatureRows(a, Size, 2, "a");
        double[] mean = rows.Mean();
        double expected = mean.Sum(m => m * m) + rows.Covariance(mean).Select((row, i) => row[i]).Sum();
        Assert.AreEqual(expected, FrechetDistance.Compute(a, b, Size).Value, 1e-4);
    }

    [TestMethod]
    [DataRow(50)]
    [DataRow(4, DisplayName = "fewer images than features")]
    public void A_set_is_at_no_distance_from_itself(int count)
    {
        float[] a = ScipyTests.Rows(count, Size, 3, 1);
        Assert.AreEqual(0, FrechetDistance.Compute(a, a, Size).Value, 1e-6);
    }

    [TestMethod]
    public void A_set_of_one_image_again_and_again_has_no_spread()
    {
        float[] point = [.. Enumerable.Repeat(new float[] { 1, 2 }, 5).SelectMany(v => v)],
            other = [.. Enumerable.Repeat(new float[] { 4, 6 }, 7).SelectMany(v => v)];
        Assert.AreEqual(25, FrechetDistance.Compute(point, other, 2).Value, 1e-9);
    }

    [TestMethod]
    public void Features_that_do_not_fit_are_refused()
    {
        Assert.ThrowsExactly<ArgumentException>(() => FrechetDistance.Compute(new float[7], new float[6], 3));
        Assert.ThrowsExactly<ArgumentException>(() => FrechetDistance.Compute(new float[3], new float[6], 3));
        Assert.ThrowsExactly<ArgumentException>(() => FrechetDistance.Compute(new float[6], [1, 2, 3, 4, 5, float.NaN], 3));
    }
}
