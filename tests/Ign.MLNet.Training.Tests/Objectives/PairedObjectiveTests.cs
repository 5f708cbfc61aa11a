using TorchSharp;
using static TorchSharp.torch;

namespace Ign.MLNet.Training.Tests;

[TestClass]
public sealed class PairedObjectiveTests
{
    [TestMethod]
    [DataRow(Distance.L2, 0.0, 1.0, 0.75, "before the warm-up")]
    [DataRow(Distance.L2, 1.0, 0.0, null, "inner only, clean images weighed alike throughout")]
    [DataRow(Distance.L2, 1.0, 0.5, 0.75, "both")]
    [DataRow(Distance.L1, 0.5, 0.5, 0.75, "half warm")]
    [DataRow(Distance.LogL2, 1.0, 0.5, 0.75, "decibels")]
    public void Gradient_equals_finite_differences(Distance distance, double progress, double outerWeight, double? finalReconstruction, string _)
    {
        var options = new PairedOptions
        {
            Distance = distance,
            IdempotenceWeight = 1,
            OuterWeight = outerWeight,
            ReconstructionWeight = 0.25,
            FinalReconstructionWeight = finalReconstruction,
            IdempotenceStart = 0.25,
            IdempotenceWarmUp = 0.5,
            CleanShare = 0.5,
            IdempotenceShare = 0.75,
        };
        using var scope = NewDisposeScope();
        using var f = TinyNetwork.Create();
        Tensor x = TinyNetwork.Images(4, 2), y = TinyNetwork.Images(4, 3);
        new PairedObjective(options).Step(f, new TrainingBatch(x, y, progress));

        double weight = progress switch { 0 => 0, 0.5 => 0.5, _ => 1 };
        using var fixedCopy = TinyNetwork.Create();
        using var noGradient = no_grad();
        var onceFixed = fixedCopy.Forward(y).narrow(0, 0, 3);
        var expected = TinyNetwork.FiniteDifferences(f, () =>
        {
            using var step = NewDisposeScope();
            Tensor fy = f.Forward(y), once = fy.narrow(0, 0, 3), clean = x.narrow(0, 0, 2);
            return (D(fy, x) + (0.25 + weight * ((finalReconstruction ?? 0.25) - 0.25)) * D(f.Forward(clean), clean)
                + weight * (D(fixedCopy.Forward(once), once) + outerWeight * D(f.Forward(onceFixed), onceFixed))).ToDouble();
        });

        Assert.IsLessThan(1e-6, TinyNetwork.Error(expected, TinyNetwork.Gradient(f)));

        Tensor D(Tensor a, Tensor b) => distance switch
        {
            Distance.L1 => (a - b).abs().mean(),
            Distance.L2 => (a - b).square().mean(),
            _ => ((a - b).square().mean([1, 2, 3]) * (255 * 255 / 4.0) + 1).log().mean() / 2,
        };
    }

    [TestMethod]
    public void Losses_are_reported_unweighted_at_any_progress()
    {
        using var scope = NewDisposeScope();
        using var f = TinyNetwork.Create();
        Tensor x = TinyNetwork.Images(4, 2), y = TinyNetwork.Images(4, 3);
        var objective = new PairedObjective(new PairedOptions());
        var early = objective.Step(f, new TrainingBatch(x, y));
        var late = objective.Step(f, new TrainingBatch(x, y, 1));
        Assert.AreEqual(early, late);
        Assert.IsGreaterThan(0, early.Idempotence);
    }
}
