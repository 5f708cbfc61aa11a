using TorchSharp;
using static TorchSharp.torch;

namespace Ign.MLNet.Training.Tests;

[TestClass]
public sealed class LinearIgnObjectiveTests
{
    private static readonly LinearIgnOptions s_options = new() { Distance = Distance.L2, ReconstructionWeight = 0.5, RestorationWeight = 0.8 };

    [TestMethod]
    [DataRow(Distance.L1)]
    [DataRow(Distance.L2)]
    public void Gradient_equals_finite_differences(Distance distance)
    {
        using var scope = NewDisposeScope();
        using var f = TinyNetwork.Create();
        Tensor x = TinyNetwork.Images(3, 2), y = TinyNetwork.Images(3, 3);
        var losses = new LinearIgnObjective(s_options with { Distance = distance }).Step(f, new TrainingBatch(x, y));
        Assert.IsLessThan(1e-6, TinyNetwork.Error(FiniteDifferences(f, x, y, distance), TinyNetwork.Gradient(f)));
        using var noGradient = no_grad();
        Assert.AreEqual(D(distance, f.Forward(y), x).ToDouble(), losses.Restoration!.Value, 1e-12);
        Assert.AreEqual(D(distance, f.Forward(f.Forward(y)), f.Forward(y)).ToDouble(), losses.Idempotence, 1e-12);
    }

    [TestMethod]
    public void A_target_of_the_damaged_image_is_told_from_the_right_one()
    {
        using var scope = NewDisposeScope();
        using var f = TinyNetwork.Create();
        Tensor x = TinyNetwork.Images(3, 2), y = TinyNetwork.Images(3, 3);
        (0.5 * D(Distance.L2, f.Forward(x), x) + 0.8 * D(Distance.L2, f.Forward(y), y)).backward();
        Assert.IsGreaterThan(1e-4, TinyNetwork.Error(FiniteDifferences(f, x, y, Distance.L2), TinyNetwork.Gradient(f)));
    }

    private static double[] FiniteDifferences(TorchNetwork f, Tensor x, Tensor y, Distance distance) => TinyNetwork.FiniteDifferences(f, () =>
    {
        using var step = NewDisposeScope();
        return (0.5 * D(distance, f.Forward(x), x) + 0.8 * D(distance, f.Forward(y), x)).ToDouble();
    });

    private static Tensor D(Distance distance, Tensor a, Tensor b) => distance == Distance.L1 ? (a - b).abs().mean() : (a - b).square().mean();
}
