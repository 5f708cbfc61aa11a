using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Ign.MLNet.Evaluation;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Training.Tests;

/// <summary>What a run leaves in its folder: log, page, the batch that diverged, and what restarts do to them.</summary>
[TestClass]
public sealed class RunFolderTests
{
    private static readonly TensorShape s_shape = new(1, 28, 28);
    private readonly string _folder = Directory.CreateTempSubdirectory("ign-run-").FullName;
    private readonly List<string> _warnings = [];

    private static TrainingOptions Ign =>
        new()
        {
            Network = Dcgan.For(new(1, 28, 28), new() { Width = 4, Latent = 8, Groups = 2 }),
            Objective = new IgnOptions(),
            Images = 160,
            BatchSize = 8,
            HeldOut = 16,
            Threads = 1,
        };

    // Noise at a step size of almost nothing teaches nothing, in any attempt. The check is after 500 steps.
    private static TrainingOptions Hopeless => Ign with { LearningRate = 1e-12, Restarts = 2, BatchSize = 1, Images = 600 };

    private RunFolder Run => new(_folder);

    [TestCleanup]
    public void Clean() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    public void Lines_beyond_the_checkpoint_are_taken_back_and_broken_ones_too()
    {
        string path = Path.Combine(_folder, "stats.jsonl");
        File.WriteAllText(path, """
            {"images":8,"reconstruction_loss":1}
            {"images":16,"attempt":0,"reconstruction_loss":2}
            {"images":8,"attempt":1,"reconstruction_loss":3}
            {"images":16,"attempt":1,"reconstruction_loss":4}
            {"images":24,"att
            """.ReplaceLineEndings("\n"));
        CollectionAssert.AreEqual(new double[] { 1, 2, 3 }, new RunStats(path, 100, 1, 8).Reports.Select(r => r.Losses.Reconstruction).ToArray());
        CollectionAssert.AreEqual(new double[] { 1 }, new RunStats(path, 100, 0, 8).Reports.Select(r => r.Losses.Reconstruction).ToArray());
        Assert.AreEqual("{\"images\":8,\"reconstruction_loss\":1}\n", File.ReadAllText(path));
    }

    [TestMethod]
    public void The_page_needs_nothing_else_and_its_policy_allows_just_its_own_styles()
    {
        Train(Ign, name: "A <b>name</b> & more").Run();
        string page = File.ReadAllText(Run.ReportFile);
        Assert.IsFalse(Regex.IsMatch(page, "(src|href)=\"(?!data:)|url\\(|@import|<script"), "The page asks for something outside.");
        string policy = Regex.Match(page, "Content-Security-Policy\" content=\"([^\"]*)\"").Groups[1].Value;
        StringAssert.StartsWith(policy, "default-src 'none'; img-src data:;");
        var styles = Regex.Matches(page, "<style>(.*?)</style>", RegexOptions.Singleline);
        Assert.HasCount(1, styles);
        foreach (Match style in styles)
            StringAssert.Contains(policy, $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(style.Groups[1].Value)))}'");
        StringAssert.Contains(page, "A &lt;b&gt;name&lt;/b&gt; &amp; more");
        StringAssert.Contains(page, "finished");
        StringAssert.Contains(page, "objective.tightness_weight");
        StringAssert.Contains(page, "Spread over images");
        Assert.HasCount(Math.Min(9, Directory.GetFiles(_folder, "samples-*.png").Length), Regex.Matches(page, "data:image/"));
        Assert.IsTrue(File.ReadLines(Run.StatsFile).All(l => l.Contains("\"loading_share\":")));
    }

    [TestMethod]
    public void The_batch_whose_losses_are_not_numbers_is_kept_with_its_place()
    {
        var options = Ign with
        {
            LearningRate = 1,
            Network = new NetworkSpec("linear", s_shape, [.. Enumerable.Repeat(new Conv(1, 1, 9, 1, 4), 24)]),
            Images = 4000,
            WarmUpShare = 0,
            DecayShare = 0,
        };
        var error = Assert.ThrowsExactly<ArithmeticException>(() => Train(options).Run());
        StringAssert.Contains(error.Message, "diverged.safetensors");
        var content = Safetensors.Read(Run.DivergedFile);
        long position = long.Parse(content.Metadata["images"]);
        StringAssert.Contains(error.Message, $"after {position:N0} images");
        Assert.IsFalse(double.IsFinite(double.Parse(content.Metadata["reconstruction_loss"], System.Globalization.CultureInfo.InvariantCulture))
            && double.IsFinite(double.Parse(content.Metadata["idempotence_loss"], System.Globalization.CultureInfo.InvariantCulture)));
        var trained = HeldOutSplit.Of(new SetImages(Images()), options).Trained;
        var source = FourierSource.Measure(trained.ToArray(), s_shape);
        var expected = new BatchLoader(trained, source, options.Seed, Augmentation.Of(options)).Prepare(position, 8);
        CollectionAssert.AreEqual(expected.Real, content.Tensors.Single(t => t.Name == "real").Data);
        CollectionAssert.AreEqual(expected.Source, content.Tensors.Single(t => t.Name == "source").Data);
        StringAssert.Contains(File.ReadAllText(Run.ReportFile), "diverged");
    }

    [TestMethod]
    [TestCategory("Long")]
    public void A_start_that_learns_nothing_starts_again_with_other_weights_as_often_as_allowed()
    {
        var options = Hopeless;
        Train(options).Run();
        Assert.AreEqual("2", Safetensors.Read(Run.CheckpointFile).Metadata["attempt"]);
        Assert.IsTrue(_warnings.Any(w => w.StartsWith("Attempt 1 of 3", StringComparison.Ordinal)), string.Join('\n', _warnings));
        Assert.IsTrue(_warnings.Any(w => w.StartsWith("Attempt 3 of 3", StringComparison.Ordinal) && w.Contains("goes on")));
        int[] attempts = [.. new RunStats(Run.StatsFile, options.Images, 9, 0).Reports.Select(r => r.Attempt).Distinct()];
        CollectionAssert.AreEqual((int[])[0, 1, 2], attempts);
        using var third = new TrainingState(options, null, TorchSharp.torch.CPU, attempt: 2);
        using var first = new TrainingState(options, null, TorchSharp.torch.CPU);
        var weights = Safetensors.Read(Run.CheckpointFile).Tensors.Single(t => t.Name == "weights").Data;
        Assert.IsLessThan(1e-6, Distance(weights, third));
        Assert.IsGreaterThan(1e-3, Distance(weights, first));
    }

    [TestMethod]
    [TestCategory("Long")]
    public void A_run_that_started_again_is_the_same_when_it_was_stopped_in_between()
    {
        var options = Hopeless;
        Train(options).Run();
        byte[] expected = File.ReadAllBytes(Run.CheckpointFile);
        long lines = File.ReadLines(Run.StatsFile).Count();
        Directory.Delete(_folder, recursive: true);
        int stops = 0;
        for (; stops < 200; stops++)
        {
            using var stop = new CancellationTokenSource();
            int left = 1 + stops % 3;
            try
            {
                Train(options).Run(new Stopper(() => { if (--left == 0) stop.Cancel(); }), stop.Token);
                break;
            }
            catch (OperationCanceledException)
            {
            }
        }
        Assert.IsGreaterThan(4, stops);
        CollectionAssert.AreEqual(expected, File.ReadAllBytes(Run.CheckpointFile));
        Assert.AreEqual(lines, File.ReadLines(Run.StatsFile).Count());
    }

    private static double Distance(float[] weights, TrainingState state)
    {
        using var scope = TorchSharp.torch.NewDisposeScope();
        return weights.Zip(state.Network.Values.data<float>().ToArray(), (a, b) => Math.Abs(a - b)).Max();
    }

    private IgnTraining Train(TrainingOptions options, string name = "run") => new(options, Images(), _folder)
    {
        ReportInterval = Math.Max(16, options.Images / 6),
        MonitorInterval = Math.Max(32, options.Images / 4),
        Warn = _warnings.Add,
        Card = new IgnModelCard { Name = name, Shape = s_shape },
    };

    private static ImageSet Images()
    {
        var pixels = new byte[80 * s_shape.Size];
        new Random(1).NextBytes(pixels);
        return new ImageSet(s_shape, pixels, null);
    }

    private sealed class Stopper(Action report) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => report();
    }
}
