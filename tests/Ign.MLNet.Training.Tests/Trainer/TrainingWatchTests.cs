using Ign.MLNet.Networks;

namespace Ign.MLNet.Training.Tests;

[TestClass]
public sealed class TrainingWatchTests
{
    private static readonly NetworkSpec s_network = Dcgan.For(new(1, 28, 28), new() { Width = 8, Latent = 8 });
    private static readonly TrainingOptions s_ign = TrainingOptions.Generating(s_network);

    [TestMethod]
    public void Standard_options_need_no_warning()
    {
        Assert.IsEmpty(BeforeStart(s_ign));
        Assert.IsEmpty(BeforeStart(TrainingOptions.Restoring(s_network)));
    }

    [TestMethod]
    public void Combinations_that_collapse_are_told_before_the_start()
    {
        Warns("clamp", s_ign with { Objective = new IgnOptions { TightnessSchedule = new TightnessSchedule(TightnessRise.Linear) } });
        Warns("Gaussian", s_ign with { Objective = IgnOptions.Listing with { Noise = Noise.Gaussian }, AverageHalfLife = 0 });
        Warns("median image", TrainingOptions.Restoring(s_network) with { Objective = new PairedOptions { IdempotenceStart = 0, IdempotenceWarmUp = 0.01 } });
        var batchNorm = s_ign with { Network = Dcgan.For(new(1, 28, 28), new() { BatchNorm = true, Width = 8, Latent = 8 }) };
        Warns("do not train", batchNorm);
        Warns("batch_norm.separate", batchNorm with { BatchNorm = new BatchNormOptions { Separate = false, Inference = BatchNormInference.Running } });
        Assert.IsEmpty(BeforeStart(batchNorm with { BatchNorm = new BatchNormOptions() }));
        Assert.IsEmpty(BeforeStart(s_ign with { Objective = new IgnOptions { TightnessSchedule = new TightnessSchedule(TightnessRise.Linear, Start: 0.5) } }));
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

        string[] Advice(params double[] values) =>
            Advise(figure == "spread.blur" ? TrainingOptions.Restoring(s_network) : s_ign, [.. values.Select(v => Figures(figure, v))]);
    }

    [TestMethod]
    [DataRow("gap.training")]
    [DataRow("gap.batch")]
    public void How_many_times_as_large_an_error_is_that_nobody_can_see_is_not_told(string figure)
    {
        var invisible = Figures(figure, 5) with { Reconstruction = 5e-5 };
        Assert.IsEmpty(Advise(s_ign, [invisible, invisible]));
    }

    [TestMethod]
    public void Advice_names_what_is_not_yet_done()
    {
        StringAssert.StartsWith(Collapsed(s_ign),
            "Every noise gives nearly the same image: raise objective.tightness_weight, use a larger batch, or the naign");
        StringAssert.Contains(Collapsed(s_ign with { Regularizers = [] }), ": add the regularizer BatchDeviation, raise");
        StringAssert.Contains(Collapsed(s_ign with { AverageHalfLife = 0 }), "average_half_life");
        StringAssert.Contains(Collapsed(TrainingOptions.GeneratingByCoverage(s_network)), ": use a larger batch, or a larger objective.pool.");

        static string Collapsed(TrainingOptions options) =>
            Advise(options, [Figures("spread.noise", 0), Figures("spread.noise", 0)]).Single();
    }

    private static IEnumerable<string> BeforeStart(TrainingOptions options) => new TrainingWatch(options).BeforeStart();

    private static string[] Advise(TrainingOptions options, IEnumerable<HeldOutFigures> figures) =>
        [.. new TrainingWatch(options).Advice(figures.Select(f => new TrainingProgress(options.Images, options.Images, default, 1, f)))];

    /// <summary>One bad or good figure among none.</summary>
    private static HeldOutFigures Figures(string name, double value) =>
        HeldOutFigures.Of(new Dictionary<string, double> { ["reconstruction"] = 0.1, ["residual." + name.Split('.')[^1]] = 0.1, [name] = value })!;

    private static void Warns(string about, TrainingOptions options) => StringAssert.Contains(BeforeStart(options).Single(), about);
}
