using Ign.MLNet.Evaluation;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Training.Tests;

/// <summary>Several processes train what one trains.</summary>
[TestClass]
public sealed class CollectiveTrainingTests
{
    // Without normalisation: before one, offsets have gradients of nothing but rounding, which Adam makes as large as all others.
    private static TrainingOptions Paired => new()
    {
        Network = PhotoUNet.For(new TensorShape(3, 16, 16), 4, 1),
        Objective = new PairedOptions { IdempotenceStart = 0.1, IdempotenceWarmUp = 0.5 },
        Images = 320,
        BatchSize = 32,
        HeldOut = 16,
        Threads = 1,
        GradientNorm = 1,
        Restarts = 0,
    };

    private static TrainingOptions Ign => Paired with
    {
        Network = Dcgan.For(new(1, 28, 28), new() { Width = 4, Latent = 8, Groups = 2 }),
        Objective = new IgnOptions(),
        Regularizers = [new RegularizerOptions { Kind = RegularizerKind.BatchDeviation }, new RegularizerOptions { Kind = RegularizerKind.JensenVicary }],
    };

    private static NetworkSpec Normalized => new NetworkSpec("normalized", new TensorShape(1, 28, 28),
        [new Conv(1, 4, 3, 1, 1), new BatchNorm(4), new Conv(4, 1, 3, 1, 1), new Activation(ActivationKind.Tanh)]).Validated();

    private static TrainingOptions Naign => Ign with { Objective = new NaignOptions { Pool = 20, Refresh = 48 }, Regularizers = [] };

    [TestMethod]
    [TestCategory("Long")]
    [DataRow(2)]
    [DataRow(4)]
    public void After_two_hundred_steps_several_ranks_have_the_weights_of_one(int ranks) => Compare(Paired with { Images = 6400 }, ranks);

    [TestMethod]
    [DataRow("paired", 4)]
    [DataRow("paired", 16)] // of which some have no image that goes in clean
    [DataRow("linear", 2)]
    [DataRow("ign", 2)]
    [DataRow("naign", 4)]
    public void Several_ranks_learn_what_one_learns(string objective, int ranks) => Compare(Of(objective), ranks);

    private static void Compare(TrainingOptions options, int ranks)
    {
        using var folder = new TemporaryFolder();
        Train(options, folder["one"], ICollective.Alone);
        Together(options, folder["all"], ranks);
        Together(options, folder["again"], ranks);
        float[] one = Weights(folder["one"]), all = Weights(folder["all"]), start = Start(options);
        double moved = one.Zip(start).Max(p => Math.Abs(p.First - p.Second)), apart = one.Zip(all).Max(p => Math.Abs(p.First - p.Second));
        Assert.IsGreaterThan(1e-3, moved, "It has learned.");
        Assert.IsLessThan(1e-5, apart, $"weights moved by {moved:E1}");
        foreach (string file in (string[])["weights.safetensors", "checkpoint.safetensors"])
            CollectionAssert.AreEqual(File.ReadAllBytes(folder["all", file]), File.ReadAllBytes(folder["again", file]), file);
    }

    [TestMethod]
    public void A_training_that_was_stopped_goes_on_with_another_number_of_ranks()
    {
        using var folder = new TemporaryFolder();
        var options = Paired with { Images = 640 }; // a stop is heard a step later
        Train(options, folder["one"], ICollective.Alone);
        foreach (int ranks in (int[])[4, 1, 2])
        {
            using var stop = new CancellationTokenSource();
            var stopper = new Stopper(stop);
            var error = ranks == 1
                ? Assert.ThrowsExactly<OperationCanceledException>(() => Train(options, folder["parts"], ICollective.Alone, stopper, stop.Token))
                // Only the last one hears the signal: all stop in the same step.
                : Assert.ThrowsExactly<OperationCanceledException>(() => ThreadRanks.Run(ranks, rank =>
                    Train(options, folder["parts"], rank, stopper, rank.Rank == ranks - 1 ? stop.Token : CancellationToken.None)));
            Assert.IsNotNull(error);
        }
        Together(options, folder["parts"], 2);
        double apart = Weights(folder["one"]).Zip(Weights(folder["parts"])).Max(p => Math.Abs(p.First - p.Second));
        Assert.IsLessThan(1e-5, apart);
    }

    [TestMethod]
    public void What_parts_of_a_batch_cannot_learn_is_refused_with_the_reason()
    {
        using var folder = new TemporaryFolder();
        foreach (var (options, ranks, reason) in ((TrainingOptions, int, string)[])
        [
            (Ign with { Network = Normalized, BatchNorm = new BatchNormOptions() }, 2, "batch normalisation"),
            (Paired with { Images = 324, Crops = new CropOptions { Final = new FinalCrops { Side = 32 } } }, 4, "a step of 4 images has 1 of the final crops"),
            (Paired, 3, "batch size 32 is no multiple of 3"),
            (Paired with { Images = 321 }, 2, "321, is no multiple of 2"),
        ])
        {
            var error = Assert.ThrowsExactly<ArgumentException>(() => options.CheckParts(ranks));
            StringAssert.Contains(error.Message, reason);
            StringAssert.Contains(error.Message, $"{ranks} processes cannot train this");
        }
        Assert.ThrowsExactly<ArgumentException>(() => ThreadRanks.Run(3, rank => Train(Paired, folder["refused"], rank)));
        Assert.IsFalse(Directory.Exists(folder["refused"]), "Nothing was begun.");
    }

    [TestMethod]
    public void Ranks_that_see_other_run_folders_or_images_are_told_so()
    {
        using var folder = new TemporaryFolder();
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => ThreadRanks.Run(2, rank =>
            new IgnTraining(Paired, Images(Paired, first: rank.Rank), folder[$"run{rank.Rank}"]) { Collective = rank }.Run()));
        StringAssert.Contains(error.Message, "different options, images or run folders");
    }

    private static TrainingOptions Of(string objective) => objective switch
    {
        "ign" => Ign,
        "naign" => Naign,
        "linear" => Paired with { Objective = new LinearIgnOptions() },
        _ => Paired,
    };

    private static void Together(TrainingOptions options, string folder, int ranks) => ThreadRanks.Run(ranks, rank => Train(options, folder, rank));

    private static void Train(TrainingOptions options, string folder, ICollective all, IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellation = default) =>
        new IgnTraining(options, Images(options), folder) { Collective = all, ReportInterval = 96, SaveSamples = false, Prefetch = false }
            .Run(progress, cancellation);

    private static ImageSet Images(TrainingOptions options, int first = 0)
    {
        var shape = options.Network.ImageShape;
        byte[] pixels = [.. Enumerable.Range(0, 64 * shape.Size).Select(i => (byte)((i * 7 + first) / 3 % 251))];
        return new ImageSet(shape, pixels, null);
    }

    private static float[] Weights(string folder) => [.. WeightFile.Load(Path.Combine(folder, "weights.safetensors")).InOrder.SelectMany(t => t.Data)];

    private static float[] Start(TrainingOptions options) =>
        [.. (options.Objective is UnpairedOptions ? Initialization.Dcgan(options.Network, options.Seed) : Initialization.He(options.Network, options.Seed))
            .InOrder.SelectMany(t => t.Data)];

    private sealed class Stopper(CancellationTokenSource stop) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => stop.Cancel();
    }
}
