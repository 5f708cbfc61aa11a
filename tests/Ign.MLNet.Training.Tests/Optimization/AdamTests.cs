using static TorchSharp.torch;

namespace Ign.MLNet.Training.Tests;

[TestClass]
public sealed class AdamTests
{
    [TestMethod]
    public void Steps_equal_those_of_TorchSharp()
    {
        using var scope = NewDisposeScope();
        var start = randn(50, ScalarType.Float64);
        var values = start.clone();
        var gradients = zeros_like(values);
        using var ours = new Adam(values, gradients, 0.5, 0.99);
        var parameter = new TorchSharp.Modules.Parameter(start.clone());
        using var theirs = optim.Adam([parameter], lr: 0.01, beta1: 0.5, beta2: 0.99);
        for (int step = 0; step < 20; step++)
        {
            var gradient = randn(50, ScalarType.Float64) * (step + 1);
            gradients.copy_(gradient);
            parameter.grad = gradient.clone();
            ours.Step(0.01);
            theirs.step();
        }
        double difference = (values - parameter.detach()).abs().max().item<double>();
        Assert.IsLessThan(1e-12, difference);
    }

    [TestMethod]
    public void Learning_rate_rises_holds_and_falls()
    {
        var schedule = new LearningRateSchedule(2, 0.1, 0.5);
        Assert.AreEqual(1, schedule.At(0.05), 1e-12);
        Assert.AreEqual(2, schedule.At(0.3), 1e-12);
        Assert.AreEqual(1, schedule.At(0.75), 1e-12);
        Assert.IsGreaterThan(0, schedule.At(0));
        Assert.IsGreaterThan(0, schedule.At(1));
    }
}
