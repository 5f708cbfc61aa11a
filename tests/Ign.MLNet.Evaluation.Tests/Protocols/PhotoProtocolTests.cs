using Ign.MLNet.Imaging;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation.Tests;

/// <summary>The measurements of a model for photographs, on two models of which every figure is known.</summary>
[TestClass]
public sealed class PhotoProtocolTests
{
    [TestMethod]
    public void A_model_that_gives_everything_back_has_the_figures_of_its_inputs()
    {
        using var folder = Photographs();
        var report = Protocol(folder, 1).Run();
        Assert.AreEqual(2, report.Photographs);
        Assert.AreEqual(0, report.TileDifference!.Value, 1e-4);
        foreach (var row in report.Rows)
        {
            Assert.AreEqual(row.Damaged, row.Restored, 1e-4, row.Damage);
            Assert.AreEqual(row.DamagedSsim, row.RestoredSsim, 1e-6, row.Damage);
            Assert.AreEqual((0, 0, 0), (row.Changed, row.SecondChanged, row.FifthLoss), row.Damage);
        }
        double sigma25 = report.Rows.Single(r => r.Damage == "σ 25").Damaged;
        Assert.AreEqual(20 * Math.Log10(255 / 25.0), sigma25, 0.05, "the noise has the strength that the row names");
        Assert.IsGreaterThan(sigma25, report.Rows.Single(r => r.Damage == "σ 25, 8 bits").Damaged, "what is cut off is less noise");
        Assert.AreEqual(double.PositiveInfinity, report.Rows[^1].Damaged);
    }

    [TestMethod]
    public void A_grey_photograph_is_damaged_in_grey_by_every_kind_of_damage()
    {
        using var folder = Photographs();
        byte[] pixels = Array.ConvertAll(TestModels.Image(3, new TensorShape(1, 200, 224)), PixelRange.ToByte);
        File.WriteAllBytes(Path.Combine(folder.Folder("grey"), "g.png"),
            PngWriter.Encode(new Samples(224, 200, new SampleLayout(1, HasAlpha: false, Wide: false), pixels)));
        foreach (var row in (Protocol(folder, 1) with { Folder = folder["grey"] }).Run().Rows)
            Assert.AreEqual(row.Damaged, row.DamagedLuminance, 1e-3, $"{row.Damage}: noise of three channels would average out in the luminance");
    }

    [TestMethod]
    public void A_model_that_halves_contrast_shows_in_tones_changes_and_applications()
    {
        using var folder = Photographs();
        var report = Protocol(folder, 0.5f).Run();
        var clean = report.Rows[^1];
        // |f(x) - x| = |x| / 2, and of the flat half of each photograph, which is 0.5, a quarter: 31.875 levels.
        Assert.IsTrue(clean.Tone64 is > 15 and < 60, $"{clean.Tone64}");
        Assert.IsGreaterThan(0.9, clean.Changed);
        Assert.IsGreaterThan(0.8, clean.SecondChanged);
        Assert.IsGreaterThan(1, clean.FifthLoss);
        Assert.IsLessThan(clean.Restored + 0.01, clean.WorstRestored);
    }

    [TestMethod]
    public void The_report_is_json_and_a_page_with_crops()
    {
        using var folder = Photographs();
        var report = (Protocol(folder, 1) with { Count = 1, Baselines = true }).Run();
        EvaluationFolder.Write(report, folder["report"]);
        using var json = System.Text.Json.JsonDocument.Parse(File.ReadAllText(folder["report", "evaluation.json"]));
        Assert.AreEqual("Infinity", json.RootElement.GetProperty("rows")[9].GetProperty("damaged").GetString());
        Assert.IsGreaterThan(report.Rows[2].Damaged, report.Rows[2].NonLocalMeans!.Value);
        Assert.IsGreaterThan(report.Rows[2].Damaged, report.Rows[2].Median!.Value);
        string page = File.ReadAllText(folder["report", "evaluation.html"]);
        StringAssert.Contains(page, "Crops at 1:1");
        Assert.AreEqual(30, page.Split("<img").Length - 1);
    }

    [TestMethod]
    public void Models_of_one_size_and_empty_folders_are_refused()
    {
        using var folder = Photographs();
        Assert.ThrowsExactly<ArgumentException>(() => (Protocol(folder, 1) with { Model = TestModels.Tiny }).Run());
        Assert.ThrowsExactly<InvalidDataException>(() => (Protocol(folder, 1) with { Folder = folder.Folder("empty") }).Run());
        File.WriteAllText(Path.Combine(folder.Folder("broken"), "a.png"), "no picture");
        var broken = Assert.ThrowsExactly<InvalidDataException>(() => (Protocol(folder, 1) with { Folder = folder["broken"] }).Run());
        StringAssert.StartsWith(broken.Message, "'a.png' is not an image");
        File.WriteAllBytes(Path.Combine(folder.Folder("small"), "b.png"), PngGrid.Encode([new float[48]], 1, new TensorShape(3, 4, 4), 1));
        var small = Assert.ThrowsExactly<InvalidDataException>(() => (Protocol(folder, 1) with { Folder = folder["small"] }).Run());
        StringAssert.StartsWith(small.Message, "'b.png' has ");
    }

    private static PhotoProtocol Protocol(TemporaryFolder folder, float factor) => new() { Model = Scaling(factor), Folder = folder["photos"] };

    /// <summary>f(y) = factor · y, of any size: a convolution with one pixel.</summary>
    private static IgnModel Scaling(float factor)
    {
        var spec = new NetworkSpec("scaling", new TensorShape(3, 16, 16), [new Conv(3, 3, 1, 1, 0)]) { AnySize = true };
        var weights = new WeightSet(spec, spec.ParameterShapes.Select(p =>
            new NamedTensor(p.Name, p.Shape, [.. Enumerable.Range(0, (int)p.Count).Select(i => p.Count == 9 && i % 4 == 0 ? factor : 0f)])));
        return IgnModel.FromBytes(OnnxModelWriter.Write(spec, weights, new IgnModelCard { Name = "scaling", Shape = spec.Input, Spec = spec }));
    }

    /// <summary>Two photographs of 224 × 200 pixels: half flat, half a texture.</summary>
    private static TemporaryFolder Photographs()
    {
        var folder = new TemporaryFolder();
        folder.Folder("photos");
        for (int n = 0; n < 2; n++)
        {
            var random = new SeededRandom((ulong)n);
            var shape = new TensorShape(3, 200, 224);
            float[] image = [.. Enumerable.Range(0, shape.Size).Select(i => i % 224 < 112 ? 0.5f : (float)(random.NextGaussian() * 0.1))];
            File.WriteAllBytes(Path.Combine(folder["photos"], $"{n}.png"), PngGrid.Encode([image], 1, shape, 1));
        }
        return folder;
    }
}
