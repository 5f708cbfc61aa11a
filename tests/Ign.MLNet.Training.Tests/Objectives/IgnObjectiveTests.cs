using TorchSharp;
using static TorchSharp.torch;

namespace Ign.MLNet.Training.Tests;

[TestClass]
public sealed class IgnObjectiveTests
{
    private static readonly IgnOptions s_paper = new() { ReconstructionWeight = 20, IdempotenceWeight = 20, TightnessWeight = 2.5, TightnessClamp = 1.5 };

    public static IEnumerable<object?[]> Settings =>
    [
        [Distance.L2, null, "all"], [Distance.L1, null, "all"], [Distance.L2, 1.5, "all"], [Distance.L1, 1.5, "all"], [Distance.L2, 1.001, "all"],
        [Distance.L2, null, "reconstruction"], [Distance.L2, null, "idempotence"], [Distance.L2, null, "tightness"], [Distance.L2, 1.5, "tightness"],
    ];

    [TestMethod]
    [DynamicData(nameof(Settings))]
    public void Gradient_of_every_term_equals_finite_differences(Distance distance, double? clamp, string term)
    {
        var options = Only(term, s_paper with { Distance = distance, TightnessClamp = clamp });
        using var scope = NewDisposeScope();
        using var f = TinyNetwork.Create();
        Tensor x = TinyNetwork.Images(3, 2), z = TinyNetwork.Images(3, 3);
        new IgnObjective(options).Step(f, new TrainingBatch(x, z));

        var expected = FiniteDifferences(f, x, z, options);

        Assert.IsLessThan(1e-6, TinyNetwork.Error(expected, TinyNetwork.Gradient(f)));
    }

    [TestMethod]
    [DynamicData(nameof(Settings))]
    public void Gradient_equals_the_two_network_form_of_the_paper(Distance distance, double? clamp, string term)
    {
        var options = Only(term, s_paper with { Distance = distance, TightnessClamp = clamp });
        using var scope = NewDisposeScope();
        using var f = TinyNetwork.Create();
        using var copy = TinyNetwork.Create(); // equal values: the same seed
        using var paper = TinyNetwork.Create();
        Tensor x = TinyNetwork.Images(3, 2), z = TinyNetwork.Images(3, 3);
        new IgnObjective(options).Step(f, new TrainingBatch(x, z));

        var fz = paper.Forward(z);
        var inner = fz.detach();
        Loss(options, paper.Forward(x), x, copy.Forward(fz), fz, paper.Forward(inner), inner).backward();

        Assert.IsLessThan(1e-12, TinyNetwork.Error(TinyNetwork.Gradient(paper), TinyNetwork.Gradient(f)));
    }

    /// <summary>Mistakes that published code has made: the check above has to see each of them.</summary>
    [TestMethod]
    [DataRow("tightness through the frozen copy only")]
    [DataRow("idempotence reaches the outer application")]
    [DataRow("idempotence target without gradient")]
    [DataRow("tightness reaches the inner application")]
    [DataRow("clamp without its ratio in the limit")]
    [DataRow("clamp limit with gradient")]
    public void A_wrong_routing_is_told_from_the_right_one(string mistake)
    {
        using var scope = NewDisposeScope();
        using var f = TinyNetwork.Create();
        Tensor x = TinyNetwork.Images(3, 2), z = TinyNetwork.Images(3, 3);
        var fz = f.Forward(z);
        var inner = fz.detach();
        var idempotent = mistake == "idempotence reaches the outer application" ? f.Forward(fz) : f.ForwardFrozen(fz);
        var target = mistake == "idempotence target without gradient" ? fz.detach() : fz;
        var (outer, from) = mistake switch
        {
            "tightness through the frozen copy only" => (f.ForwardFrozen(inner), inner),
            "tightness reaches the inner application" => (f.Forward(fz), fz),
            _ => (f.Forward(inner), inner),
        };
        Loss(s_paper, f.Forward(x), x, idempotent, target, outer, from, mistake).backward();

        Assert.IsGreaterThan(1e-4, TinyNetwork.Error(FiniteDifferences(f, x, z, s_paper), TinyNetwork.Gradient(f)));
    }

    [TestMethod]
    public void Unclamped_tightness_is_the_negative_of_idempotence()
    {
        using var scope = NewDisposeScope();
        using var f = TinyNetwork.Create();
        var losses = new IgnObjective(new IgnOptions { TightnessClamp = null }).Step(f, new TrainingBatch(TinyNetwork.Images(3, 2), TinyNetwork.Images(3, 3)));
        Assert.AreEqual(losses.Idempotence, -losses.Tightness!.Value, 1e-12);
    }

    [TestMethod]
    public void Perfect_reconstruction_does_not_divide_by_zero()
    {
        using var scope = NewDisposeScope();
        using var f = TinyNetwork.Create();
        f.Values.zero_(); // f(x) = 0, and x = 0
        var losses = new IgnObjective(new IgnOptions()).Step(f, new TrainingBatch(TinyNetwork.Images(2, 1) * 0, TinyNetwork.Images(2, 2)));
        Assert.IsFalse(losses.Diverged);
        Assert.IsTrue(TinyNetwork.Gradient(f).All(double.IsFinite));
    }

    private static IgnOptions Only(string term, IgnOptions options) => term switch
    {
        "reconstruction" => options with { IdempotenceWeight = 0, TightnessWeight = 0 },
        "idempotence" => options with { ReconstructionWeight = 0, TightnessWeight = 0 },
        "tightness" => options with { ReconstructionWeight = 0, IdempotenceWeight = 0 },
        _ => options,
    };

    /// <summary>
    /// θ moves in one application only: reconstruction, the inner one of idempotence, the outer one of tightness. All else stays at θ′.
    /// </summary>
    private static double[] FiniteDifferences(TorchNetwork f, Tensor x, Tensor z, IgnOptions options)
    {
        using var fixedCopy = TinyNetwork.Create();
        fixedCopy.Values.copy_(f.Values);
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var reconstruction = Mean(options.Distance, fixedCopy.Forward(x), x);
        var inner = fixedCopy.Forward(z);
        return TinyNetwork.FiniteDifferences(f, () =>
        {
            using var step = NewDisposeScope();
            var fz = f.Forward(z);
            return (options.ReconstructionWeight * Mean(options.Distance, f.Forward(x), x)
                + options.IdempotenceWeight * Mean(options.Distance, fixedCopy.Forward(fz), fz)
                + options.TightnessWeight * Clamped(-Mean(options.Distance, f.Forward(inner), inner), reconstruction, options.TightnessClamp)).mean()
                .ToDouble();
        });
    }

    private static Tensor Loss(IgnOptions options, Tensor fx, Tensor x, Tensor ffz, Tensor fz, Tensor outer, Tensor inner, string mistake = "")
    {
        var reconstruction = Mean(options.Distance, fx, x);
        var limit = mistake == "clamp limit with gradient" ? reconstruction : reconstruction.detach();
        var raw = -Mean(options.Distance, outer, inner);
        var tightness = mistake == "clamp without its ratio in the limit"
            ? (raw / (options.TightnessClamp!.Value * limit)).tanh() * limit
            : Clamped(raw, limit, options.TightnessClamp);
        return (options.ReconstructionWeight * reconstruction + options.IdempotenceWeight * Mean(options.Distance, ffz, fz)
            + options.TightnessWeight * tightness).mean();
    }

    private static Tensor Mean(Distance distance, Tensor a, Tensor b) =>
        ((a - b).flatten(1) switch { var d => distance == Distance.L1 ? d.abs() : d * d }).mean([1]);

    private static Tensor Clamped(Tensor tightness, Tensor reconstruction, double? ratio) =>
        ratio is { } a ? a * reconstruction * (tightness / (a * reconstruction)).tanh() : tightness;
}
