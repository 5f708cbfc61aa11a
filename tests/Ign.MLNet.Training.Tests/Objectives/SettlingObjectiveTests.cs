using Ign.MLNet.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Ign.MLNet.Training.Tests;

[TestClass]
public sealed class SettlingObjectiveTests
{
    private static readonly IgnOptions s_options = new() { Distance = Distance.L2, TightnessClamp = null, SettlingShare = 0.25 };

    [TestMethod]
    public void Before_the_end_it_is_the_objective_that_it_ends()
    {
        using var scope = NewDisposeScope();
        using TorchNetwork f = TinyNetwork.Create(), same = TinyNetwork.Create();
        using var objective = Create();
        var batch = new TrainingBatch(TinyNetwork.Images(3, 2), TinyNetwork.Images(3, 3), Progress: 0.74);
        Assert.AreEqual(new IgnObjective(s_options).Step(same, batch), objective.Step(f, batch));
        CollectionAssert.AreEqual(TinyNetwork.Gradient(same), TinyNetwork.Gradient(f));
    }

    /// <summary>g is what the average was at the first step, however f and its average move on; the input of the second application has no gradient.</summary>
    [TestMethod]
    public void Gradient_equals_finite_differences_at_the_first_step_and_later()
    {
        using var scope = NewDisposeScope();
        using TorchNetwork f = TinyNetwork.Create(), g = TinyNetwork.Create(seed: 7), average = TinyNetwork.Create(seed: 7);
        using var objective = Create();
        for (int step = 0; step < 2; step++)
        {
            Tensor x = TinyNetwork.Images(3, 2 + step), z = TinyNetwork.Images(3, 12 + step);
            f.ZeroGradients();
            var losses = objective.Step(f, new TrainingBatch(x, z, Progress: 0.75 + 0.1 * step) { Average = average });

            Tensor target, v;
            using (no_grad()) (target, v) = (g.Forward(z), f.Forward(z).clone());
            double Loss() => (f.Forward(x) - x).abs().mean().ToDouble() + (f.Forward(z) - target).abs().mean().ToDouble()
                + (f.Forward(v) - target).abs().mean().ToDouble();
            Assert.IsLessThan(1e-6, TinyNetwork.Error(TinyNetwork.FiniteDifferences(f, Loss), TinyNetwork.Gradient(f)), $"step {step}");
            using var noGradient = no_grad();
            Assert.AreEqual((f.Forward(x) - x).square().mean().ToDouble(), losses.Reconstruction, 1e-12, "in the distance of the objective");
            f.Values.add_(0.1 * randn_like(f.Values));
            average.Values.add_(0.1 * randn_like(average.Values));
        }
    }

    [TestMethod]
    public void What_it_remembers_goes_on_elsewhere()
    {
        using var scope = NewDisposeScope();
        using TorchNetwork f = TinyNetwork.Create(), again = TinyNetwork.Create();
        using SettlingObjective first = Create(), second = Create();
        var batch = new TrainingBatch(TinyNetwork.Images(3, 2), TinyNetwork.Images(3, 3), Progress: 0.8) { Average = TinyNetwork.Create(seed: 7) };
        first.Step(f, batch);
        foreach (var (name, tensor) in first.Tensors) second.Tensors[name].copy_(tensor);
        second.Memory = first.Memory;
        f.ZeroGradients();
        Assert.AreEqual(first.Step(f, batch with { Average = null }), second.Step(again, batch with { Average = null }));
        CollectionAssert.AreEqual(TinyNetwork.Gradient(f), TinyNetwork.Gradient(again));
    }

    [TestMethod]
    public void Batch_normalisation_is_refused()
    {
        var network = Dcgan.For(new(1, 28, 28), new() { Width = 8, Latent = 8, BatchNorm = true });
        var options = TrainingOptions.Generating(network) with { BatchNorm = new BatchNormOptions(), Objective = s_options };
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => options.Validated()).Message, "objective.settling_share");
    }

    private static SettlingObjective Create() => new(s_options, new IgnObjective(s_options), TinyNetwork.Spec, type: ScalarType.Float64);
}
