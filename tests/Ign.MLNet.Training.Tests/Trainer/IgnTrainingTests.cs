using System.Globalization;
using System.Text.Json.Nodes;
using Ign.MLNet.Evaluation;
using Ign.MLNet.Networks;
using TorchSharp;

namespace Ign.MLNet.Training.Tests;

[TestClass]
public sealed class IgnTrainingTests
{
    private static readonly TensorShape s_shape = new(1, 28, 28);
    private readonly string _folder = Directory.CreateTempSubdirectory("ign-training-").FullName;

    private static TrainingOptions Restoration => new()
    {
        Network = ResidualUNet.For(s_shape, 4, 8, 1, 1),
        Objective = new PairedOptions { IdempotenceStart = 0.1, IdempotenceWarmUp = 0.5 },
        Images = 160,
        BatchSize = 8,
        HeldOut = 16,
        Threads = 1,
        GradientNorm = 1,
    };

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

    /// <summary>Pools are drawn between the stops, not at them, and not all of a pool's samples may be chosen.</summary>
    private static TrainingOptions Naign => Ign with { Objective = new NaignOptions { Pool = 20, Refresh = 24 } };

    /// <summary>The end begins between two stops.</summary>
    private static TrainingOptions Settling => Naign with { Objective = new NaignOptions { Pool = 20, Refresh = 24, SettlingShare = 0.6 } };

    private static TrainingOptions Linear => Restoration with { Objective = new LinearIgnOptions() };

    private static TrainingOptions Regularized => Ign with
    {
        Regularizers =
        [
            new RegularizerOptions { Kind = RegularizerKind.JensenVicary, Start = 0.2 },
            new RegularizerOptions { Kind = RegularizerKind.BatchDeviation },
        ],
    };

    [TestCleanup]
    public void Clean() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    [DataRow("ign")]
    [DataRow("paired")]
    [DataRow("naign")]
    [DataRow("settling")]
    [DataRow("linear")]
    [DataRow("regularized")]
    public void Stopped_and_resumed_equals_never_stopped_byte_for_byte(string objective)
    {
        var options = objective switch
        {
            "ign" => Ign,
            "naign" => Naign,
            "settling" => Settling,
            "linear" => Linear,
            "regularized" => Regularized,
            _ => Restoration,
        };
        string straight = Path.Combine(_folder, "straight"), broken = Path.Combine(_folder, "broken");
        Train(options, straight, reportInterval: 40).Run();
        for (int stops = 0; stops < 3; stops++)
        {
            using var stop = new CancellationTokenSource();
            Assert.ThrowsExactly<OperationCanceledException>(() => Train(options, broken, reportInterval: 40).Run(new Stopper(stop), stop.Token));
        }
        Train(options, broken, reportInterval: 40).Run(); // the best loss in a checkpoint is that of a report
        foreach (var file in new[] { "weights.safetensors", "checkpoint.safetensors" })
            CollectionAssert.AreEqual(File.ReadAllBytes(Path.Combine(straight, file)), File.ReadAllBytes(Path.Combine(broken, file)), file);
    }

    [TestMethod]
    public void A_stop_between_two_reports_changes_no_report_and_no_checkpoint()
    {
        string straight = Path.Combine(_folder, "straight"), broken = Path.Combine(_folder, "broken");
        var counted = new CountingImages(new SetImages(Images()));
        long untilReport = 0;
        new IgnTraining(Ign, counted, straight) { ReportInterval = 40 }.Run(new Listener(() => untilReport = untilReport == 0 ? counted.Reads : untilReport));
        for (int stops = 0; stops < 3; stops++)
        {
            using var stop = new CancellationTokenSource();
            var images = new CountingImages(new SetImages(Images())) { Limit = untilReport - 12, Reached = stop.Cancel };
            Assert.ThrowsExactly<OperationCanceledException>(() =>
                new IgnTraining(Ign, images, broken) { ReportInterval = 40 }.Run(cancellationToken: stop.Token));
            Assert.AreNotEqual(0,
                long.Parse(Safetensors.Read(Path.Combine(broken, "checkpoint.safetensors")).Metadata["images"], CultureInfo.InvariantCulture) % 40,
                "It stopped at a report.");
        }
        Train(Ign, broken, reportInterval: 40).Run();
        CollectionAssert.AreEqual(File.ReadAllBytes(Path.Combine(straight, "checkpoint.safetensors")),
            File.ReadAllBytes(Path.Combine(broken, "checkpoint.safetensors")));
        CollectionAssert.AreEqual(Losses(straight), Losses(broken));

        static string[] Losses(string folder) =>
            [.. File.ReadLines(Path.Combine(folder, "stats.jsonl"))
                .Select(line =>
                    string.Join(' ', JsonNode.Parse(line)!.AsObject().Where(p => p.Key is "images" || p.Key.EndsWith("_loss", StringComparison.Ordinal))
                        .Select(p => $"{p.Key} {p.Value}")))];
    }

    [TestMethod]
    public void Run_folder_holds_options_statistics_samples_weights_and_card()
    {
        Train(Ign, _folder).Run();
        Assert.AreEqual(Ign.ToJson(), File.ReadAllText(Path.Combine(_folder, "options.json")));
        StringAssert.Contains(File.ReadLines(Path.Combine(_folder, "stats.jsonl")).Last(), "tightness_loss");
        Assert.IsNotEmpty(Directory.GetFiles(_folder, "samples-*.png"));
        var card = IgnModelCard.FromJson(File.ReadAllText(Path.Combine(_folder, "card.json")));
        Assert.AreEqual("ign", card.Objective);
        Assert.AreEqual(160, card.Images);
        Assert.IsInstanceOfType<FourierSource>(NoiseSource.Parse(card.NoiseSource, s_shape));
        Assert.AreEqual(Ign.Network.ParameterCount, WeightFile.Load(Path.Combine(_folder, "weights.safetensors")).Spec.ParameterCount);
    }

    [TestMethod]
    public void Another_set_of_options_is_refused_in_the_same_folder()
    {
        Train(Ign, _folder).Run();
        var error = Assert.ThrowsExactly<InvalidDataException>(() => Train(Ign with { Seed = 2 }, _folder).Run());
        StringAssert.Contains(error.Message, "other options: seed is 1 there, 2 here.");
    }

    [TestMethod]
    public void Options_are_the_same_from_their_json()
    {
        foreach (var options in (TrainingOptions[])[Ign, Restoration, Naign, Linear, Regularized])
            Assert.AreEqual(options.ToJson(), TrainingOptions.FromJson(options.ToJson()).ToJson());
    }

    [TestMethod]
    [DataRow("\"kind\": \"ign\",", "", "objective")]
    [DataRow("\"kind\": \"ign\"", "\"kind\": \"gan\"", "gan")]
    [DataRow("\"tightness_clamp\": 1.5", "\"tightness_clamp\": 0.5", "objective.tightness_clamp is 0.5; expected null or at least 1")]
    [DataRow("\"batch_size\": 8", "\"batch_size\": 0", "batch_size is 0; expected between 1 and 65536.")]
    [DataRow("\"batch_size\": 8", "\"restoration\": {}", "restoration")]
    public void A_wrong_option_in_a_file_is_named(string text, string replaced, string expected)
    {
        string json = Ign.ToJson();
        StringAssert.Contains(json, text);
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() =>
            TrainingOptions.FromJson(json.Replace(text, replaced, StringComparison.Ordinal))).Message, expected);
    }

    [TestMethod]
    public void Divergence_stops_the_training_and_says_so()
    {
        var error = Assert.ThrowsExactly<ArithmeticException>(() =>
        {
            // A learning rate that overflows the weights of a network without normalisation.
            var options = Restoration with
            {
                LearningRate = 1,
                GradientNorm = null,
                Network = new NetworkSpec("linear", s_shape, [.. Enumerable.Repeat(new Conv(1, 1, 9, 1, 4), 24)]),
                Images = 4000,
                WarmUpShare = 0,
                DecayShare = 0,
            };
            Train(options, _folder).Run();
        });
        StringAssert.Contains(error.Message, "diverged");
        StringAssert.Contains(error.Message, "There was no checkpoint yet.");
        StringAssert.Contains(File.ReadAllText(Path.Combine(_folder, "report.html")), "diverged");
    }

    [TestMethod]
    public void Collapse_is_told_from_a_bad_interval()
    {
        var watch = new TrainingWatch(Restoration);
        foreach (double loss in new[] { 0.5, 0.1, 0.09, 0.3 })
            Assert.IsNull(watch.Collapse(new TrainingProgress(1, 400_000, new Losses(0.001, 0.001, Restoration: loss), 1, null)));
        StringAssert.Contains(watch.Collapse(new TrainingProgress(307_200, 400_000, new Losses(1.4, 0, Restoration: 1.4), 1, null))!,
            "collapsed after 307,200 images");
    }

    [TestMethod]
    public void A_collapse_is_told_in_the_report_too()
    {
        // Steps that grow to 1 throw the weights about, but numbers stay numbers.
        var options = Restoration with
        {
            LearningRate = 1,
            GradientNorm = null,
            WarmUpShare = 0.9,
            Images = 2000,
            Network = new NetworkSpec("linear", s_shape, [new Conv(1, 4, 3, 1, 1), new Conv(4, 1, 3, 1, 1)]),
        };
        var error = Assert.ThrowsExactly<ArithmeticException>(() => Train(options, _folder, reportInterval: 80).Run());
        StringAssert.Contains(error.Message, "collapsed");
        StringAssert.Contains(File.ReadAllText(Path.Combine(_folder, "report.html")), "collapsed");
    }

    [TestMethod]
    public void An_interval_of_no_images_is_refused()
    {
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new IgnTraining(Ign, Images(), _folder) { ReportInterval = 0 });
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new IgnTraining(Ign, Images(), _folder) { MonitorInterval = -1 });
    }

    [TestMethod]
    public void Images_of_another_size_are_refused()
    {
        var error = Assert.ThrowsExactly<ArgumentException>(() =>
            new IgnTraining(Ign, new ImageSet(new TensorShape(1, 8, 8), new byte[64 * 40], null), _folder));
        StringAssert.Contains(error.Message, "1x28x28");
        StringAssert.Contains(error.Message, "1x8x8");
    }

    [TestMethod]
    [TestCategory("Long")]
    public void Five_hundred_steps_leave_no_tensor_behind()
    {
        var spec = Dcgan.For(new(1, 28, 28), new() { Width = 2, Latent = 2, Groups = 1 });
        using var network = new TorchNetwork(spec);
        network.Load(Initialization.Dcgan(spec, 1));
        using var adam = new Adam(network.Values, network.Gradients);
        using var naign = new NaignObjective(new NaignOptions { Pool = 8, Refresh = 8 }, new GaussianSource(), s_shape, 1);
        IObjective[] objectives = [new IgnObjective(new IgnOptions()), new PairedObjective(new PairedOptions()), naign,
            new LinearIgnObjective(new LinearIgnOptions()),
            new RegularizedObjective(new IgnObjective(new IgnOptions()), Regularized.Regularizers)];
        long before = 0;
        for (int step = 0; step < 500; step++)
        {
            if (step == objectives.Length) before = torch.Tensor.TotalCount;
            using var scope = torch.NewDisposeScope();
            var x = torch.rand(2, 1, 28, 28);
            objectives[step % objectives.Length].Step(network, new TrainingBatch(x, x + 0.1, 1));
            adam.Step(1e-3);
        }
        Assert.AreEqual(before, torch.Tensor.TotalCount);
    }

    [TestMethod]
    public void Normalisations_start_as_identity_and_residual_bodies_as_zero()
    {
        foreach (var tensor in Initialization.Dcgan(Dcgan.For(new(1, 28, 28), new() { Width = 8, Latent = 8 }), 1).InOrder.Where(t => t.Shape.Count == 1))
            Assert.IsTrue(tensor.Data.All(v => v == (tensor.Name.EndsWith("weight", StringComparison.Ordinal) ? 1 : 0)), tensor.Name);

        var spec = ResidualUNet.For(s_shape, 8, 16);
        using var network = new TorchNetwork(spec);
        network.Load(Initialization.He(spec, 1));
        using var scope = torch.NewDisposeScope();
        var y = torch.rand(2, 1, 28, 28) * 2 - 1;
        Assert.AreEqual(0, (network.Forward(y) - y).abs().max().ToDouble());
    }

    [TestMethod]
    public void Couplings_scales_and_modulations_start_as_identity()
    {
        var spec = TestNetworks.Labelled();
        foreach (var start in (WeightSet[])[Initialization.Dcgan(spec, 1), Initialization.He(spec, 1)])
        {
            string[] zero =
                [.. start.InOrder.Where(t => t.Data.All(v => v == 0)).Select(t => t.Name).Where(n => n.EndsWith("weight", StringComparison.Ordinal))];
            // The body of the first coupling ends with a normalisation, that of the second one with a modulation: nothing to set to zero.
            CollectionAssert.AreEqual((string[])["0.body.1.weight", "0.body.2.map.2.weight", "0.body.2.map.3.body.1.weight", "0.body.3.body.0.weight"], zero);
        }
        var linear = LinearIgn.For(s_shape, 4, 1);
        Assert.AreEqual(4, Initialization.Dcgan(linear, 1).InOrder.Count(t => t.Shape.Count == 4 && t.Data.All(v => v == 0)));
    }

    private static IgnTraining Train(TrainingOptions options, string folder, long reportInterval = 6400) =>
        new(options, Images(), folder) { ReportInterval = reportInterval };

    private static ImageSet Images()
    {
        var random = new Random(1);
        var pixels = new byte[80 * s_shape.Size];
        random.NextBytes(pixels);
        return new ImageSet(s_shape, pixels, null);
    }

    private sealed class Listener(Action heard) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => heard();
    }

    /// <summary>Images that say when they have been read so many times.</summary>
    private sealed class CountingImages(ITrainingImages images) : ITrainingImages
    {
        public TensorShape Shape => images.Shape;

        public int Count => images.Count;

        internal long Reads { get; private set; }

        internal long Limit { get; init; }

        internal Action? Reached { get; init; }

        public void Read(int index, Span<float> image)
        {
            if (++Reads == Limit) Reached?.Invoke();
            images.Read(index, image);
        }
    }

    private sealed class Stopper(CancellationTokenSource source) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => source.Cancel();
    }
}
