using TorchSharp;
using static TorchSharp.torch;

namespace Ign.MLNet.Training.Tests;

[TestClass]
public sealed class RegularizerTests
{
    [TestMethod]
    [DataRow(RegularizerKind.JensenVicary)]
    [DataRow(RegularizerKind.BatchDeviation)]
    public void Gradient_equals_finite_differences(RegularizerKind kind)
    {
        using var scope = NewDisposeScope();
        using var f = TinyNetwork.Create();
        Tensor x = TinyNetwork.Images(4, 2), y = TinyNetwork.Images(4, 3);
        var losses = Only(kind).Step(f, new TrainingBatch(x, y, 0.5));
        Assert.IsLessThan(1e-6, TinyNetwork.Error(FiniteDifferences(f, x, y, kind), TinyNetwork.Gradient(f)));
        Assert.IsGreaterThan(0, losses.Regularization!.Value);
    }

    [TestMethod]
    [DataRow("Jensen and Vicary's target with gradient")]
    [DataRow("2f² − f³ in its place")]
    [DataRow("spread over an image")]
    public void A_wrong_regulariser_is_told_from_the_right_one(string mistake)
    {
        using var scope = NewDisposeScope();
        using var f = TinyNetwork.Create();
        Tensor x = TinyNetwork.Images(4, 2), y = TinyNetwork.Images(4, 3);
        Tensor once = f.Forward(y), twice = f.Forward(once), thrice = f.Forward(twice);
        var (kind, loss) = mistake switch
        {
            "Jensen and Vicary's target with gradient" => (RegularizerKind.JensenVicary, (once - (3 * twice - 2 * thrice)).square().mean()),
            "2f² − f³ in its place" => (RegularizerKind.JensenVicary, (once - (2 * twice - thrice).detach()).square().mean()),
            _ => (RegularizerKind.BatchDeviation, (once.flatten(1).std(1, unbiased: false) - x.flatten(1).std(1, unbiased: false)).square().mean()),
        };
        (0.6 * loss).backward();
        Assert.IsGreaterThan(1e-4, TinyNetwork.Error(FiniteDifferences(f, x, y, kind), TinyNetwork.Gradient(f)));
    }

    [TestMethod]
    public void Regularisers_add_to_the_objective_and_to_each_other()
    {
        using var scope = NewDisposeScope();
        using TorchNetwork together = TinyNetwork.Create(), apart = TinyNetwork.Create();
        var batch = new TrainingBatch(TinyNetwork.Images(4, 2), TinyNetwork.Images(4, 3), 0.5);
        var inner = new IgnObjective(new IgnOptions());
        RegularizerOptions[] both = [Options(RegularizerKind.JensenVicary), Options(RegularizerKind.BatchDeviation)];
        var losses = new RegularizedObjective(inner, both).Step(together, batch);
        var plain = inner.Step(apart, batch);
        double sum = Only(both[0].Kind).Step(apart, batch).Regularization!.Value + Only(both[1].Kind).Step(apart, batch).Regularization!.Value;
        Assert.IsLessThan(1e-12, TinyNetwork.Error(TinyNetwork.Gradient(apart), TinyNetwork.Gradient(together)));
        Assert.AreEqual(sum, losses.Regularization!.Value, 1e-12);
        Assert.AreEqual(plain, losses with { Regularization = null });
    }

    [TestMethod]
    [DataRow(0.1, 0.0)]
    [DataRow(0.3, 0.5)]
    [DataRow(0.9, 1.0)]
    public void The_weight_rises_over_the_warm_up(double progress, double share)
    {
        var options = new RegularizerOptions { Kind = RegularizerKind.JensenVicary, Weight = 2, Start = 0.2, WarmUp = 0.2 };
        Assert.AreEqual(2 * share, options.WeightAt(progress), 1e-12);
    }

    [TestMethod]
    public void A_single_image_has_no_spread_to_pull()
    {
        using var scope = NewDisposeScope();
        using var f = TinyNetwork.Create();
        Only(RegularizerKind.BatchDeviation).Step(f, new TrainingBatch(TinyNetwork.Images(1, 2), TinyNetwork.Images(1, 3), 0.5));
        Assert.IsTrue(TinyNetwork.Gradient(f).All(g => g == 0));
    }

    private static RegularizedObjective Only(RegularizerKind kind) => new(new Nothing(), [Options(kind)]);

    private static RegularizerOptions Options(RegularizerKind kind) => new() { Kind = kind, Weight = 0.6, WarmUp = 0 };

    private static double[] FiniteDifferences(TorchNetwork f, Tensor x, Tensor y, RegularizerKind kind)
    {
        using var then = TinyNetwork.Create();
        using var noGradient = no_grad();
        Tensor twice = then.Forward(then.Forward(y)), target = 3 * twice - 2 * then.Forward(twice);
        return TinyNetwork.FiniteDifferences(f, () =>
        {
            using var step = NewDisposeScope();
            return 0.6 * (kind switch
            {
                RegularizerKind.JensenVicary => f.Forward(y) - target,
                _ => (f.Forward(y).var(0, unbiased: false) + 1e-6).sqrt() - (x.var(0, unbiased: false) + 1e-6).sqrt(),
            }).square().mean().ToDouble();
        });
    }

    private sealed class Nothing : IObjective
    {
        public Losses Step(TorchNetwork network, TrainingBatch batch) => default;
    }
}
