namespace Ign.MLNet.Evaluation.Tests;

[TestClass]
public sealed class ClassifierFiguresTests
{
    [TestMethod]
    public void Points_won_back_are_counted_against_points_lost()
    {
        var figures = new ClassifierFigures(90, 89, By(("noise", 50), ("blur", 80)), By(("noise", 80), ("blur", 82)));

        Assert.AreEqual(75, figures.RecoveredPercent["noise"]!.Value, 1e-9);
        Assert.AreEqual(20, figures.RecoveredPercent["blur"]!.Value, 1e-9);
        // (30 + 2) of (40 + 10), not the mean of 75 and 20.
        Assert.AreEqual(64, figures.RecoveredPercent[ClassifierFigures.Average]!.Value, 1e-9);
        Assert.AreEqual(1, figures.CleanLossPoints, 1e-9);
        Assert.AreEqual(1, figures.LargestLossPoints, 1e-9);
    }

    [TestMethod]
    public void Making_it_worse_is_negative()
    {
        var figures = new ClassifierFigures(90, 91, By(("noise", 70)), By(("noise", 65)));
        Assert.AreEqual(-25, figures.RecoveredPercent["noise"]!.Value, 1e-9);
        Assert.AreEqual(-1, figures.CleanLossPoints, 1e-9);
        Assert.AreEqual(5, figures.LargestLossPoints, 1e-9);
    }

    [TestMethod]
    public void Where_nothing_was_lost_there_is_no_share()
    {
        var figures = new ClassifierFigures(90, 90, By(("noise", 90), ("tiny", 91)), By(("noise", 95), ("tiny", 91)));
        Assert.IsTrue(figures.RecoveredPercent.Values.All(v => v is null));
    }

    private static Dictionary<string, double> By(params (string Name, double Value)[] values) => values.ToDictionary(v => v.Name, v => v.Value);
}
