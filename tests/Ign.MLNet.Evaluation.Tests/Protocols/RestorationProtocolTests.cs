using System.Text.Json;
using Ign.MLNet.Networks;
using Microsoft.ML;
using Microsoft.ML.Trainers;

namespace Ign.MLNet.Evaluation.Tests;

[TestClass]
public sealed class RestorationProtocolTests
{
    private static readonly Lazy<RestorationReport> s_identity = new(() => Protocol(Scaling(1)).Run());

    [TestMethod]
    public void A_model_that_changes_nothing_wins_nothing_back()
    {
        var report = s_identity.Value;
        CollectionAssert.AreEqual(report.Noisy.ToArray(), report.Restored.ToArray());
        CollectionAssert.AreEqual(report.LinearNoisy.ToArray(), report.LinearRestored.ToArray());
        Assert.AreEqual(0, report.CleanLossPoints);
        Assert.AreEqual(0, report.LinearLargestLossPoints);
        Assert.AreEqual(0, report.Residual);
        Assert.AreEqual(0, report.RecoveredPercent["average"]);
        CollectionAssert.AreEqual(report.Psnr["noisy"].ToArray(), report.Psnr["ign"].ToArray());
    }

    [TestMethod]
    public void The_classifiers_learn_and_damage_hurts_them()
    {
        var report = s_identity.Value;
        Assert.IsGreaterThan(65, report.Clean);
        Assert.IsGreaterThan(65, report.LinearClean);
        Assert.AreNotEqual(report.Clean, report.LinearClean, "the two classifiers are told apart");
        Assert.IsLessThan(report.LinearClean - 5, report.LinearNoisy["dead-pixels-0.5"]);
    }

    [TestMethod]
    public void The_pipeline_really_projects_before_it_classifies()
    {
        var report = Protocol(Scaling(-0.5f)).Run();
        var identity = s_identity.Value;

        Assert.AreEqual(identity.Clean, report.Clean, "the classifier itself sees clean pixels only");
        CollectionAssert.AreEqual(identity.Noisy.ToArray(), report.Noisy.ToArray());
        Assert.IsGreaterThan(40, report.CleanLossPoints, "negatives are not recognised");
        // f(f(y)) = y/4 and f(y) = -y/2, so the residual is three quarters of the mean |y|.
        var details = FashionMnist.Test.Take(50);
        float[] damaged = DamagedImages.Draw(details, new DeadPixels(0.5f), 1);
        Assert.AreEqual(0.75 * damaged.Average(v => Math.Abs((double)v)), report.ResidualByDamage["dead-pixels-0.5"], 1e-5);
        Assert.AreEqual(report.ResidualByDamage.Values.Average(), report.Residual, 1e-5);
    }

    [TestMethod]
    public void The_same_seed_gives_the_same_figures_and_another_seed_other_ones()
    {
        string Figures(RestorationReport report) => (report with { ImagesPerSecond = 0 }).ToJson();
        var protocol = Protocol(Scaling(1));
        Assert.AreEqual(Figures(s_identity.Value), Figures(protocol.Run()));
        Assert.AreNotEqual(Figures(s_identity.Value), Figures((protocol with { Seed = 2 }).Run()));
    }

    [TestMethod]
    public void The_JSON_has_the_names_that_readers_rely_on()
    {
        using var json = JsonDocument.Parse(s_identity.Value.ToJson());
        var root = json.RootElement;
        Assert.AreEqual("maximum entropy", root.GetProperty("classifier").GetString());
        Assert.AreEqual(JsonValueKind.Number, root.GetProperty("clean").ValueKind);
        foreach (string name in new[] { "noisy", "restored", "recovered_percent", "linear_noisy", "linear_restored", "linear_recovered_percent" })
            Assert.AreEqual(JsonValueKind.Number, root.GetProperty(name).GetProperty("dead-pixels-0.5").ValueKind, name);
        Assert.IsTrue(root.GetProperty("recovered_percent").TryGetProperty("average", out _));
        foreach (string name in new[] { "clean_loss_points", "residual", "images_per_second", "linear_clean", "linear_clean_loss_points" })
            Assert.AreEqual(JsonValueKind.Number, root.GetProperty(name).ValueKind, name);
        foreach (string method in new[] { "noisy", "ign", "median3", "median5", "nlm", "pca" })
            Assert.AreEqual(JsonValueKind.Number, root.GetProperty("psnr").GetProperty(method).GetProperty("gaussian-0.5").ValueKind, method);
    }

    [TestMethod]
    public void The_stage_runs_in_the_session_that_is_configured()
    {
        int configured = 0;
        var protocol = Protocol(Scaling(1));
        var custom = protocol.Projection with { Provider = ExecutionProvider.Custom, ConfigureSession = _ => configured++ };
        var report = (protocol with { Projection = custom }).Run();
        Assert.IsPositive(configured);
        CollectionAssert.AreEqual(s_identity.Value.Restored.ToArray(), report.Restored.ToArray());
    }

    [TestMethod]
    public void Progress_rises_to_one()
    {
        var seen = new List<ProtocolProgress>();
        Protocol(Scaling(1)).Run(new Inline<ProtocolProgress>(seen.Add));
        Assert.AreEqual(1, seen[^1].Fraction);
        CollectionAssert.AreEqual(seen.Select(p => p.Fraction).Order().ToArray(), seen.Select(p => p.Fraction).ToArray());
    }

    [TestMethod]
    [DataRow("fitting the linear")]
    [DataRow("restoring dead-pixels")]
    public void It_can_be_cancelled_while_it_fits_and_while_it_measures(string activity)
    {
        using var cancellation = new CancellationTokenSource();
        var progress = new Inline<ProtocolProgress>(value =>
        {
            if (value.Activity.StartsWith(activity, StringComparison.Ordinal)) cancellation.Cancel();
        });
        var error = Assert.ThrowsExactly<OperationCanceledException>(() => Protocol(Scaling(1)).Run(progress, cancellation.Token));
        Assert.AreEqual(cancellation.Token, error.CancellationToken);
    }

    [TestMethod]
    public void Sets_that_do_not_fit_are_refused()
    {
        var protocol = Protocol(Scaling(1));
        var other = new ImageSet(new TensorShape(1, 16, 16), new byte[256], new byte[1]);
        Assert.ThrowsExactly<ArgumentException>(() => (protocol with { Test = other }).Run());
        Assert.ThrowsExactly<ArgumentException>(() => (protocol with { Test = protocol.Test.Take(0) }).Run());
        Assert.ThrowsExactly<ArgumentException>(() => (protocol with { Training = protocol.Training.Take(100) }).Run());
        Assert.ThrowsExactly<ArgumentException>(() => (protocol with { Test = new ImageSet(protocol.Test.Shape, protocol.Test.Pixels, null) }).Run());
        Assert.ThrowsExactly<ArgumentException>(() => (protocol with { DetailImages = 0 }).Run());
        Assert.ThrowsExactly<ArgumentException>(() => (protocol with { Damage = [new Blur(1), new Blur(1)] }).Run());
    }

    private static RestorationProtocol Protocol(IgnModel model) => new()
    {
        Training = FashionMnist.Training.Take(1_000),
        Test = FashionMnist.Test.Take(300),
        Model = model,
        ClassifierName = "maximum entropy",
        Classifier = (ml, label, features) => ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(label, features, historySize: 5),
        LinearClassifier = (ml, label, features) => ml.MulticlassClassification.Trainers.SdcaMaximumEntropy(new SdcaMaximumEntropyMulticlassTrainer.Options
        {
            LabelColumnName = label,
            FeatureColumnName = features,
            MaximumNumberOfIterations = 5,
            NumberOfThreads = 1,
        }),
        Damage = [new Gaussian(0.5f), new DeadPixels(0.5f)],
        DetailImages = 50,
        Projection = new IgnProjectorOptions { IntraOpThreads = 1 },
    };

    /// <summary>f(y) = factor · y.</summary>
    private static IgnModel Scaling(float factor)
    {
        var spec = new NetworkSpec("scaling", new TensorShape(1, 28, 28), [new Conv(1, 1, 1, Bias: false)]).Validated();
        var weights = new WeightSet(spec, [new NamedTensor(spec.ParameterShapes[0].Name, spec.ParameterShapes[0].Shape, [factor])]);
        return IgnModel.FromBytes(OnnxModelWriter.Write(spec, weights, new IgnModelCard { Name = "scaling", Shape = spec.Input }));
    }
}
