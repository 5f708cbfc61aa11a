using Ign.MLNet.Samples.TwoModes;

namespace Ign.MLNet.Training.Tests;

[TestClass]
public sealed class TwoModesTests
{
    [TestMethod]
    public void Both_modes_are_generated_and_f_rests_on_them()
    {
        using var toy = new Toy(tightness: 0.1, steps: 600);
        var figures = Figures.Of(toy);
        Assert.IsGreaterThan(0.1, figures.Right, figures.ToString());
        Assert.IsGreaterThan(0.4, figures.Left, figures.ToString());
        Assert.IsGreaterThan(0.85, figures.Right + figures.Left, figures.ToString());
        Assert.IsLessThan(0.06, figures.DataResidual, figures.ToString());
        Assert.IsLessThan(0.06, figures.NoiseResidual, figures.ToString());
    }
}
