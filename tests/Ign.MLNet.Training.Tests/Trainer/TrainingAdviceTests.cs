using Ign.MLNet.Networks;

namespace Ign.MLNet.Training.Tests;

[TestClass]
public sealed class TrainingAdviceTests
{
    private static readonly NetworkSpec s_network = Dcgan.For(new(1, 28, 28), new() { Width = 8, Latent = 8 });
    private static readonly TrainingOptions s_ign = TrainingOptions.Generating(s_network);

    [TestMethod]
    public void Standard_options_need_no_warning()
    {
        Assert.IsEmpty(TrainingAdvice.BeforeStart(s_ign));
        Assert.IsEmpty(TrainingAdvice.BeforeStart(TrainingOptions.Restoring(s_network)));
    }

    [TestMethod]
    public void Combinations_that_collapse_are_told_before_the_start()
    {
        Warns("clamp", s_ign with { Ign = new IgnOptions { TightnessSchedule = new TightnessSchedule(TightnessRise.Linear) } });
        Warns("Gaussian", s_ign with { Ign = IgnOptions.Listing, Noise = "gaussian", AverageHalfLife = 0 });
        Warns("median image", TrainingOptions.Restoring(s_network) with { Restoration = new RestorationOptions { IdempotenceStart = 0, IdempotenceWarmUp = 0.01 } });
        var batchNorm = s_ign with { Network = Dcgan.For(new(1, 28, 28), new() { BatchNorm = true, Width = 8, Latent = 8 }) };
        Warns("do not train", batchNorm);
        Warns("ign.tightness_clamp to 1.5", s_ign with { Latent = new LatentOptions { Autoencoder = "a", Hash = "h", First = 1, Count = 1 } });
        Warns("batch_norm.separate", batchNorm with { BatchNorm = new BatchNormOptions { Separate = false, Inference = BatchNormInference.Running } });
        Assert.IsEmpty(TrainingAdvice.BeforeStart(batchNorm with { BatchNorm = new BatchNormOptions() }));
        Assert.IsEmpty(TrainingAdvice.BeforeStart(s_ign with { Ign = new IgnOptions { TightnessSchedule = new TightnessSchedule(TightnessRise.Linear, Start: 0.5) } }));
    }

    [TestMethod]
    [DataRow("spread.noise", 0.05, 0.2, "same image")]
    [DataRow("spread.blur", 0.05, 0.2, "damaged by blur")]
    [DataRow("coverage.noise", 0.05, 0.2, "have a generated one")]
    [DataRow("explained", 0.01, 0.5, "mean image")]
    [DataRow("gap.batch", 3.0, 1.1, "batch_norm.separate")]
    [DataRow("gap.training", 1.8, 1.1, "trained on")]
    public void A_figure_that_stays_bad_is_told_and_one_bad_measurement_is_not(string figure, double bad, double good, string expected)
    {
        Assert.HasCount(1, Advice(good, bad, bad));
        StringAssert.Contains(Advice(bad, bad)[0], expected);
        Assert.IsEmpty(Advice(bad));
        Assert.IsEmpty(Advice(bad, good, bad));
        Assert.IsEmpty(Advice(bad, bad, good));

        string[] Advice(params double[] values) => [.. TrainingAdvice.Of(s_ign, [.. values.Select(v => new Dictionary<string, double> { [figure] = v })])];
    }

    [TestMethod]
    public void Advice_names_what_is_not_yet_done()
    {
        StringAssert.StartsWith(Collapsed(s_ign), "Every noise gives nearly the same image: raise ign.tightness_weight, use a larger batch, or the naign");
        StringAssert.Contains(Collapsed(s_ign with { Regularizers = [] }), ": add the regularizer BatchDeviation, raise");
        StringAssert.Contains(Collapsed(s_ign with { AverageHalfLife = 0 }), "average_half_life");
        StringAssert.Contains(Collapsed(TrainingOptions.GeneratingByCoverage(s_network)), ": use a larger batch, or a larger naign.pool.");

        static string Collapsed(TrainingOptions options) =>
            TrainingAdvice.Of(options, [.. Enumerable.Repeat(new Dictionary<string, double> { ["spread.noise"] = 0 }, 2)]).Single();
    }

    private static void Warns(string about, TrainingOptions options) => StringAssert.Contains(TrainingAdvice.BeforeStart(options).Single(), about);
}
