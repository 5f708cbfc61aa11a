namespace Ign.MLNet.Reports.Tests;

[TestClass]
public sealed class DistributionTests
{
    [TestMethod]
    public void Quantiles_are_those_of_the_sorted_values_to_half_a_percent()
    {
        var random = new Random(3);
        var values = Enumerable.Range(0, 9_999).Select(_ => Math.Exp(random.NextDouble() * 20 - 10)).ToArray();
        var distribution = new Distribution();
        foreach (double value in values) distribution.Add(value);
        Array.Sort(values);
        foreach (double part in (double[])[0, 0.01, 0.1, 0.5, 0.9, 0.99, 1])
        {
            double exact = values[Math.Max(0, (int)Math.Ceiling(part * values.Length) - 1)];
            Assert.AreEqual(exact, distribution.Quantile(part), exact * 0.005, $"{part}");
        }
        Assert.AreEqual(values.Average(), distribution.Mean, 1e-6);
    }

    [TestMethod]
    public void Zeros_extremes_and_nonsense_are_counted_for_what_they_are()
    {
        var distribution = new Distribution();
        Assert.AreEqual((0, 0.0, 0.0), (distribution.Count, distribution.Quantile(0.5), distribution.Mean));
        foreach (double value in (double[])[0, 0, 0, double.Epsilon, double.MaxValue, double.NaN, double.PositiveInfinity, -1]) distribution.Add(value);
        Assert.AreEqual((5, 3, 0.0, double.MaxValue), (distribution.Count, distribution.Zeros, distribution.Quantile(0.5), distribution.Maximum));
        Assert.AreEqual(5, distribution.Buckets.Sum(b => b.Count));
    }

    [TestMethod]
    [DataRow(0.0, 0.0, false)]
    [DataRow(5.0, 5.0, false)]
    [DataRow(3.0, 17.0, false)]
    [DataRow(0.0, 12.0, false)]
    [DataRow(1e-3, 200.0, true)]
    [DataRow(1e-9, 1.0, true)]
    [DataRow(1e-11, 1e11, true)]
    public void The_axis_holds_all_values_in_a_number_of_bars_that_can_be_read(double low, double high, bool logarithmic)
    {
        var distribution = new Distribution();
        for (int i = 0; i <= 100; i++) distribution.Add(logarithmic ? low * Math.Pow(Math.Pow(high / low, 0.01), i) : low + ((high - low) * i / 100));
        var scale = HistogramScale.For(distribution);
        Assert.AreEqual(logarithmic, scale.IsLogarithmic);
        Assert.IsInRange(1, 60, scale.Edges.Count - 1);
        Assert.IsInRange(2, 8, scale.Axis.Ticks.Count);
        Assert.IsTrue(scale.Edges.Zip(scale.Edges.Skip(1)).All(e => e.First < e.Second));
        Assert.IsTrue(scale.Axis.Ticks.All(t => scale.Axis.Place(t.Value) is >= -1e-6 and <= 1 + 1e-6));
        Assert.IsGreaterThanOrEqualTo(high * (1 - 1e-9), scale.Edges[^1]);
        Assert.IsTrue(distribution.Buckets.All(b => scale.Bar(b.Value) < scale.Edges.Count - 1));
    }
}
