namespace Ign.MLNet.Evaluation.Tests;

[TestClass]
public sealed class ManifoldCoverageTests
{
    private const int Size = 3;

    [TestMethod]
    public void A_set_covers_itself()
    {
        float[] a = ScipyTests.Rows(100, Size, 1, 0);
        var coverage = ManifoldCoverage.Compute(a, a, Size);
        Assert.AreEqual((1, 1, 1), (coverage.Precision, coverage.Recall, coverage.Coverage));
        Assert.AreEqual(6.0 / 5, coverage.Density, 0.1); // each image, and about k others' balls
    }

    [TestMethod]
    public void A_generator_that_gives_one_good_image_has_precision_and_no_recall()
    {
        float[] real = ScipyTests.Rows(200, Size, 2, 0), collapsed = [.. Enumerable.Range(0, 200).SelectMany(_ => real[..Size])];
        var coverage = ManifoldCoverage.Compute(collapsed, real, Size);
        Assert.AreEqual(1, coverage.Precision);
        Assert.AreEqual(1 / 200.0, coverage.Recall, 1e-12); // the image itself
        Assert.IsLessThan(0.1, coverage.Coverage);
    }

    [TestMethod]
    public void Far_away_nothing_is_covered()
    {
        var coverage = ManifoldCoverage.Compute(ScipyTests.Rows(60, Size, 3, 1000), ScipyTests.Rows(60, Size, 4, 0), Size);
        Assert.AreEqual((0, 0, 0, 0), (coverage.Precision, coverage.Recall, coverage.Density, coverage.Coverage));
    }

    [TestMethod]
    public void One_dimension_by_hand()
    {
        // k = 1: real balls 0±1, 1±1, 10±9; generated balls 2±3, 5±3.
        var coverage = ManifoldCoverage.Compute([2, 5], [0, 1, 10], 1, neighbours: 1);
        Assert.AreEqual(1, coverage.Precision); // 2 lies in the balls of 1 and 10, 5 in that of 10
        Assert.AreEqual(2 / 3.0, coverage.Recall, 1e-12); // 0 and 1 lie within 2±3
        Assert.AreEqual(3 / 2.0, coverage.Density, 1e-12);
        Assert.AreEqual(2 / 3.0, coverage.Coverage, 1e-12); // 0 has nothing within 1
    }

    [TestMethod]
    public void Too_few_images_and_a_cancelled_token_are_refused()
    {
        Assert.ThrowsExactly<ArgumentException>(() => ManifoldCoverage.Compute(new float[5], new float[9], 1));
        Assert.ThrowsExactly<OperationCanceledException>(() =>
            ManifoldCoverage.Compute(new float[9], new float[9], 1, cancellationToken: new CancellationToken(canceled: true)));
    }
}
