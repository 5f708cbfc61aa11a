using Ign.MLNet.Evaluation;
using Ign.MLNet.Networks;
using static TorchSharp.torch;

namespace Ign.MLNet.Training.Tests;

[TestClass]
public sealed class RunReportTests
{
    private static readonly TensorShape s_shape = new(3, 192, 192);
    private readonly string _folder = Directory.CreateTempSubdirectory("ign-report-").FullName;

    [TestCleanup]
    public void Clean() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    public void A_report_on_photographs_is_small_and_shows_the_newest_grid_pixel_by_pixel()
    {
        var run = new RunFolder(_folder);
        var images = new SetImages(new ImageSet(s_shape, Pixels(20), null));
        var options = new TrainingOptions
        {
            Network = new NetworkSpec("photos", s_shape, []),
            Objective = new PairedOptions(),
            Damage = new Gaussian(0.02f),
            HeldOut = 16,
        };
        var monitor = new HeldOutMonitor(new TrainingInputs(images, options), options, CPU);
        using var network = new TorchNetwork(new NetworkSpec("black", s_shape, [new Conv(3, 3, 1)]));
        monitor.SaveGrid(network, run.SamplesFile(0));
        for (int i = 1; i <= 12; i++) File.Copy(run.SamplesFile(0), run.SamplesFile(i * 1600));

        new RunReport(run, options, new RunFacts("photos", "", 20, "0123", "cpu", null, ["x", "f(x)"]), [], []).Write("done");

        byte[] newest = File.ReadAllBytes(run.SamplesFile(12 * 1600));
        string page = File.ReadAllText(run.ReportFile);
        Assert.IsGreaterThan(600_000, newest.Length, "Pixels as random as those of photographs are needed here.");
        Assert.IsLessThan(3_000_000, new FileInfo(run.ReportFile).Length);
        StringAssert.Contains(page, $"<img src=\"data:image/png;base64,{Convert.ToBase64String(newest)}\"");
        Assert.HasCount(9, System.Text.RegularExpressions.Regex.Matches(page, "<img "));
    }

    [TestMethod]
    public void Every_figure_has_a_curve_and_words_that_explain_it()
    {
        var figures = new HeldOutFigures(0.1, 0.9, [new SourceFigures("noise", 20, 0.02, 0.8, 0.7)], 1.2, 1.1);
        var options = new TrainingOptions { Network = new NetworkSpec("photos", s_shape, []), Objective = new PairedOptions(), Damage = new Gaussian(0.02f) };
        string Page(params KeyValuePair<string, double>[] named)
        {
            var line = new Dictionary<string, double>(named) { [RunStats.Images] = 64, [RunStats.Speed] = 10, [RunStats.LoadingShare] = 0 };
            new RunReport(new RunFolder(_folder), options, new RunFacts("photos", "", 20, "0123", "cpu", null, []), [line], []).Write("done");
            return File.ReadAllText(new RunFolder(_folder).ReportFile);
        }
        static int Words(string page) => page.Split("""<p class="note">""").Length;
        static int Curves(string page) => page.Split("""<div class="chart">""").Length;
        string none = Page();
        foreach (var figure in figures.Named().Where(f => f.Key != "psnr.noise"))
        {
            string page = Page(figure);
            Assert.AreEqual((Curves(none) + 1, Words(none) + 1), (Curves(page), Words(page)), figure.Key);
        }
    }

    /// <summary>Slopes with a little noise: as random as photographs are.</summary>
    private static byte[] Pixels(int count)
    {
        var random = new Random(1);
        var pixels = new byte[count * s_shape.Size];
        for (int i = 0; i < pixels.Length; i++) pixels[i] = (byte)(60 + (i % s_shape.Width / 2) + random.Next(3));
        return pixels;
    }
}
