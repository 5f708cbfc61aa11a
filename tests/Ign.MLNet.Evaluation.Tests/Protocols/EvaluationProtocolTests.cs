using System.Text.Json;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation.Tests;

[TestClass]
public sealed class EvaluationProtocolTests
{
    private static readonly Lazy<EvaluationReport> s_half = new(() => Run(Protocol(Scaling(0.5f, "gaussian"))));

    [TestMethod]
    public void A_model_that_changes_nothing_restores_nothing_and_tells_nothing_apart()
    {
        var report = Run(Protocol(Scaling(1, "none")) with { Seeds = [1] });
        foreach (var damage in report.Restoration.GroupBy(r => r.Damage))
        {
            var (damaged, model) = (damage.Single(r => r.Method == "damaged"), damage.Single(r => r.Method == "model"));
            Assert.AreEqual(damaged with { Method = "model" }, model);
        }
        foreach (var row in report.Idempotence)
        {
            Assert.AreEqual((0, 0), (row.Residual.Mean, row.Displacement.Mean));
            Assert.AreEqual(row.Inputs == "clean" ? null : 0.5, row.Auroc?.Mean);
        }
        Assert.AreEqual(report.CleanAccuracy, report.ProjectedCleanAccuracy);
        Assert.IsNull(report.CleanAccuracy!.HalfWidth);
        Assert.IsEmpty(report.Generation);
        StringAssert.Contains(report.NotGenerated, "does not generate");
    }

    [TestMethod]
    public void A_scaling_moves_images_by_what_it_takes_away()
    {
        // |f(y) - y| = |y|/2 and |f(f(y)) - f(y)| = |y|/4.
        foreach (var row in s_half.Value.Idempotence) Assert.AreEqual(row.Displacement.Mean / 2, row.Residual.Mean, 1e-6, row.Inputs);
        var rows = s_half.Value.Idempotence.ToDictionary(r => r.Inputs);
        Assert.AreEqual(0.25, rows["uniform noise"].Displacement.Mean, 0.005);
        Assert.AreEqual(rows["clean"].Displacement.Mean, rows["inverted"].Displacement.Mean, 1e-6);
        Assert.AreEqual(0.5, rows["turned by 90°"].Auroc!.Mean, 1e-9);
        // Images of clothes are mostly black, so noise around grey is moved less.
        Assert.IsLessThan(0.05, rows["uniform noise"].Auroc!.Mean);
        CollectionAssert.IsSubsetOf(new[] { "noise z", "gaussian-0.5", "down-up-4" }, rows.Keys);
    }

    [TestMethod]
    public void Noise_is_farther_from_real_images_than_other_real_images_are()
    {
        var rows = s_half.Value.Generation.ToDictionary(r => r.Images);
        var (floor, once) = (rows["real, other images"], rows["f(z)"]);
        Assert.IsGreaterThan(5 * floor.Frechet.Mean, once.Frechet.Mean);
        Assert.IsGreaterThan(floor.Kernel.Mean, once.Kernel.Mean);
        Assert.IsLessThan(floor.Recall.Mean, once.Recall.Mean);
        Assert.IsGreaterThan(0.8, floor.Coverage.Mean);
        // The features are multiples of an image's mean: that of noise is a little above or below 0, which makes it the first or the last class.
        Assert.AreEqual(2, once.ClassesSeen!.Mean);
        Assert.AreEqual(1, once.Shares!.Sum(), 1e-9);
        Assert.AreEqual(40, s_half.Value.GeneratedImages);
    }

    [TestMethod]
    public void Several_seeds_give_intervals_and_the_same_seeds_the_same_figures()
    {
        Assert.IsTrue(s_half.Value.Restoration.All(r => r.Psnr is { Count: 2, HalfWidth: > 0 }));
        Assert.IsTrue(s_half.Value.ToJson() == Run(Protocol(Scaling(0.5f, "gaussian"))).ToJson());
        Assert.IsFalse(s_half.Value.Restoration.SequenceEqual(Run(Protocol(Scaling(0.5f, "gaussian")) with { Seeds = [1, 3] }).Restoration));
        using var json = JsonDocument.Parse(s_half.Value.ToJson());
        Assert.AreEqual(s_half.Value.Generation[1].Frechet.Mean,
            json.RootElement.GetProperty("generation")[1].GetProperty("frechet").GetProperty("mean").GetDouble());
    }

    [TestMethod]
    [DataRow(20)]
    [DataRow(100_000, DisplayName = "all images are measured, none is left to tune on")]
    public void Classical_filters_are_measured_where_asked_and_foreign_images_where_given(int count)
    {
        var foreign = FashionMnist.Training.Take(5);
        var report =
            Run(Protocol(Scaling(1, "none")) with { Seeds = [1], Damage = [new SaltAndPepper(0.2f)], Baselines = true, Foreign = foreign, Count = count });
        CollectionAssert.AreEqual(new[] { "damaged", "model", "median3", "median5", "nlm" }, report.Restoration.Select(r => r.Method).ToArray());
        Assert.IsGreaterThan(report.Restoration[0].Psnr.Mean + 3, report.Restoration[2].Psnr.Mean);
        Assert.AreEqual("foreign images", report.Idempotence[^1].Inputs);
    }

    [TestMethod]
    public void The_page_holds_the_tables_and_the_pictures_and_escapes_names()
    {
        using var folder = new TemporaryFolder();
        var report = s_half.Value with { Data = "<script>alert(1)</script>" };
        EvaluationFolder.Write(report, folder.Path);
        string page = File.ReadAllText(folder.File(EvaluationFolder.PageName));
        Assert.IsFalse(page.Contains("<script", StringComparison.Ordinal));
        StringAssert.Contains(page, "&lt;script&gt;");
        StringAssert.Contains(page, "default-src 'none'; img-src data:");
        StringAssert.Contains(page, Interval.Text(s_half.Value.Generation[1].Frechet, "0.00"));
        // clean, y, f(y), f(f(y)) of six kinds of damage; three rows of noise, uniform noise, inverted and turned images.
        Assert.AreEqual(6 * 4 + 4 * 3, page.Split("data:image/png;base64,").Length - 1);
        Assert.IsTrue(report.ToJson() == File.ReadAllText(folder.File(EvaluationFolder.JsonName)));
    }

    [TestMethod]
    public void Tables_leave_empty_columns_out_and_warn_of_a_classifier_for_other_images()
    {
        var tables = FigureTable.Of(s_half.Value);
        CollectionAssert.AreEqual(new[] { "Restoration", "Idempotence and displacement", "Generation" }, tables.Select(t => t.Title).ToArray());
        StringAssert.Contains(tables[0].Note, "for other images");
        Assert.IsTrue(tables.All(t => t.Rows.All(row => row.Count == t.Headers.Count)));
        CollectionAssert.DoesNotContain(tables[2].Headers.ToArray(), "standard error");
        var plain = FigureTable.Of(s_half.Value with
        {
            Seeds = [1],
            CleanAccuracy = new Interval(0.9, null, 1),
            Restoration = [.. s_half.Value.Restoration.Select(r => r with { Accuracy = null })]
        });
        StringAssert.DoesNotMatch(plain[0].Note, new System.Text.RegularExpressions.Regex("for other images"));
        CollectionAssert.DoesNotContain(plain[0].Headers.ToArray(), "accuracy");
        CollectionAssert.Contains(plain[2].Headers.ToArray(), "standard error");
    }

    [TestMethod]
    public void Wrong_input_and_a_cancelled_token_are_refused()
    {
        var protocol = Protocol(Scaling(1, "none"));
        Assert.ThrowsExactly<ArgumentException>(() => (protocol with { Data = new ImageSet(new TensorShape(1, 4, 4), new byte[16], null) }).Run());
        Assert.ThrowsExactly<ArgumentException>(() => (protocol with { Seeds = [1, 1] }).Run());
        Assert.ThrowsExactly<ArgumentException>(() => (protocol with { Seeds = [] }).Run());
        Assert.ThrowsExactly<OperationCanceledException>(() => protocol.Run(cancellationToken: new CancellationToken(canceled: true)));
    }

    private static EvaluationReport Run(EvaluationProtocol protocol)
    {
        using var features = TestFeatures.Load(FashionMnist.Test.Shape, 10);
        return (protocol with { Features = features }).Run();
    }

    private static EvaluationProtocol Protocol(IgnModel model) => new() { Model = model, Data = FashionMnist.Test.Take(80), Count = 60, Seeds = [1, 2] };

    /// <summary>f(y) = factor · y.</summary>
    private static IgnModel Scaling(float factor, string noise)
    {
        var shape = FashionMnist.Test.Shape;
        var spec = new NetworkSpec("scale", shape, [new Conv(1, 1, 1, 1, 0)]).Validated();
        var weights = new WeightSet(spec,
            spec.ParameterShapes.Select(p => new NamedTensor(p.Name, p.Shape, [p.Name.EndsWith("weight", StringComparison.Ordinal) ? factor : 0])));
        return IgnModel.FromBytes(OnnxModelWriter.Write(spec, weights, new IgnModelCard { Name = "scale", Shape = shape, NoiseSource = noise }));
    }
}
