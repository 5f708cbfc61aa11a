using Ign.MLNet.Evaluation;
using TorchSharp;
using static TorchSharp.torch;

namespace Ign.MLNet.Training.Tests;

[TestClass]
public sealed class NaignObjectiveTests
{
    private const int Seed = 9;
    private static readonly NaignOptions s_options = new() { Distance = Distance.L2, CoverageWeight = 0.7, Pool = 12, Refresh = 6 };

    [TestMethod]
    [DataRow(Distance.L1, 0.7, 0.0)]
    [DataRow(Distance.L2, 0.7, 0.0)]
    [DataRow(Distance.L2, 0.0, 0.0)]
    [DataRow(Distance.L2, 0.7, 0.5)]
    public void Gradient_equals_finite_differences(Distance distance, double coverage, double idempotence)
    {
        var options = s_options with { Distance = distance, CoverageWeight = coverage, IdempotenceWeight = idempotence };
        using var scope = NewDisposeScope();
        using var f = TinyNetwork.Create();
        using var objective = Create(options);
        var x = TinyNetwork.Images(3, 2);
        var losses = objective.Step(f, new TrainingBatch(x, x));

        var z = Nearest(f, x, Pool(0));
        var expected = FiniteDifferences(f, x, z, options);

        Assert.IsLessThan(1e-6, TinyNetwork.Error(expected, TinyNetwork.Gradient(f)));
        using var noGradient = no_grad();
        Assert.AreEqual(D(distance, f.Forward(z), x).ToDouble(), losses.Coverage!.Value, 1e-12);
        Assert.AreEqual(D(distance, f.Forward(f.Forward(z)), f.Forward(z)).ToDouble(), losses.Idempotence, 1e-12);
    }

    [TestMethod]
    [DataRow("the nearest image of each sample")]
    [DataRow("samples without gradient")]
    [DataRow("the batch's own noise")]
    public void A_wrong_coverage_is_told_from_the_right_one(string mistake)
    {
        using var scope = NewDisposeScope();
        using var f = TinyNetwork.Create();
        Tensor x = TinyNetwork.Images(3, 2), pool = Pool(0);
        var right = FiniteDifferences(f, x, Nearest(f, x, pool), s_options);
        var (samples, images) = mistake switch
        {
            "the nearest image of each sample" => (f.Forward(pool), x.index_select(0, Distances(f, x, pool).argmin(0))),
            "the batch's own noise" => (f.Forward(TinyNetwork.Images(3, 3)), x),
            _ => (f.Forward(Nearest(f, x, pool)).detach(), x),
        };
        (D(Distance.L2, f.Forward(x), x) + s_options.CoverageWeight * D(Distance.L2, samples, images)).backward();
        Assert.IsGreaterThan(1e-4, TinyNetwork.Error(right, TinyNetwork.Gradient(f)));
    }

    /// <summary>3 images a step and a pool for 6: the second step searches the old outputs, the third a new pool.</summary>
    [TestMethod]
    public void A_pool_is_searched_as_it_was_drawn_and_renewed_when_due()
    {
        using var scope = NewDisposeScope();
        using TorchNetwork f = TinyNetwork.Create(), then = TinyNetwork.Create();
        using var objective = Create(s_options);
        for (int step = 0; step < 4; step++)
        {
            if (step % 2 == 0) then.Values.copy_(f.Values);
            var x = TinyNetwork.Images(3, 20 + step);
            double coverage = objective.Step(f, new TrainingBatch(x, x, 0, step * 3)).Coverage!.Value;
            using var noGradient = no_grad();
            double expected = D(Distance.L2, f.Forward(Nearest(then, x, Pool(step / 2))), x).ToDouble();
            Assert.AreEqual(expected, coverage, 1e-12, $"step {step}");
            f.Values.add_(0.2 * randn_like(f.Values));
        }
    }

    private static NaignObjective Create(NaignOptions options) => new(options, new GaussianSource(), TinyNetwork.Spec.Input, Seed, type: ScalarType.Float64);

    private static Tensor Pool(int number)
    {
        ulong seed = SeededRandom.Mix(Seed, (ulong)number, 5);
        return tensor(new GaussianSource().SampleMany(s_options.Pool, TinyNetwork.Spec.Input, seed), [s_options.Pool, 1, 4, 4]).to(ScalarType.Float64);
    }

    private static Tensor Distances(TorchNetwork f, Tensor x, Tensor pool)
    {
        using var noGradient = no_grad();
        return (x.unsqueeze(1) - f.Forward(pool).unsqueeze(0)).square().sum([2, 3, 4]);
    }

    private static Tensor Nearest(TorchNetwork f, Tensor x, Tensor pool) => pool.index_select(0, Distances(f, x, pool).argmin(1));

    private static double[] FiniteDifferences(TorchNetwork f, Tensor x, Tensor z, NaignOptions options)
    {
        using var fixedCopy = TinyNetwork.Create();
        return TinyNetwork.FiniteDifferences(f, () =>
        {
            using var step = NewDisposeScope();
            var fz = f.Forward(z);
            return (D(options.Distance, f.Forward(x), x) + options.CoverageWeight * D(options.Distance, fz, x)
                + options.IdempotenceWeight * D(options.Distance, fixedCopy.Forward(fz), fz)).ToDouble();
        });
    }

    private static Tensor D(Distance distance, Tensor a, Tensor b) => distance == Distance.L1 ? (a - b).abs().mean() : (a - b).square().mean();
}
