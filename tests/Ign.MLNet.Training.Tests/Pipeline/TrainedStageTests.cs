using Ign.MLNet.Evaluation;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Ign.MLNet.Training.Tests;

/// <summary>What comes out of a training within a pipeline.</summary>
[TestClass]
public sealed class TrainedStageTests
{
    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    public void Training_makes_noisy_images_better()
    {
        var options = Shapes.Quick.Train(t => t with
        {
            Network = Networks.ResidualUNet.For(Shapes.Shape, 16, 16, 1, 1),
            Images = 4_000,
            LearningRate = 4e-3,
            HeldOut = null,
            GradientNorm = 1,
            AverageHalfLife = 1_000,
        });
        using var stage = _ml.Transforms.TrainIgnProjection("Restored", "Pixels", options).Fit(Shapes.View(_ml, 400));
        const int Unseen = 1_000, Count = 50;
        var noisy = Shapes.View(_ml, Enumerable.Range(Unseen, Count).Select(Shapes.Noisy));
        var restored = stage.Transform(noisy).GetColumn<float[]>("Restored").ToList();
        double before = Enumerable.Range(0, Count).Average(i => Psnr.Compute(Shapes.Noisy(Unseen + i), Shapes.Image(Unseen + i)));
        double after = Enumerable.Range(0, Count).Average(i => Psnr.Compute(restored[i], Shapes.Image(Unseen + i)));
        Assert.IsGreaterThan(before + 2, after, $"{before:F2} dB before, {after:F2} dB after");
        // What the card promises was measured in the same units on other held-out images.
        Assert.AreEqual(after, stage.Model.Card.Quality["held_out.psnr.gaussian-0.5"], 1);
    }

    [TestMethod]
    public void The_card_tells_what_was_trained_on_what_and_how_well()
    {
        using var stage = _ml.Transforms.TrainIgnProjection("Restored", "Pixels",
            Shapes.Quick.Train(t => t with { Seed = 7 }) with { CompleteCard = c => c with { Name = "shapes", License = "MIT" } }).Fit(Shapes.View(_ml, 60));
        var card = stage.Model.Card;
        Assert.AreEqual(("shapes", "MIT", "60 rows of column 'Pixels'", "paired"), (card.Name, card.License, card.TrainingData, card.Objective));
        Assert.AreEqual((Shapes.Shape, -1f, 1f, 7L, 128L), (card.Shape, card.Minimum, card.Maximum, card.Seed, card.Images));
        Assert.AreEqual(16, TrainingOptions.FromJson(card.Options).BatchSize);
        Assert.AreEqual(16, card.Quality["held_out.images"]);
        Assert.IsGreaterThan(5, card.Quality["held_out.psnr"]);
        Assert.AreEqual(DamageSuite.Standard.Average(c => card.Quality["held_out.psnr." + c.Name]), card.Quality["held_out.psnr"], 1e-4);
        Assert.IsGreaterThan(0, card.Quality["held_out.residual"]);
        Assert.AreEqual(stage.Model.Hash, IgnModel.FromBytes(stage.Model.Bytes.ToArray()).Hash);
    }

    [TestMethod]
    public void The_measured_figures_are_those_of_the_exported_model()
    {
        using var stage = _ml.Transforms.TrainIgnProjection("Restored", "Pixels", Shapes.Quick.Train(t => t with { HeldOut = 60 - 1 }))
            .Fit(Shapes.View(_ml, 60));
        // All but one row are held out, so that the mean over all rows is close to theirs.
        using var projector = new IgnProjector(stage.Model);
        var images = Enumerable.Range(0, 60).SelectMany(Shapes.Image).ToArray();
        double error = projector.Project(images).Zip(images, (a, b) => (double)Math.Abs(a - b)).Average();
        Assert.AreEqual(error, stage.Model.Card.Quality["held_out.reconstruction"], 0.1 * error);
    }

    [TestMethod]
    public void Same_seed_data_and_threads_give_the_same_bytes()
    {
        string first = Hash(Shapes.Quick), second = Hash(Shapes.Quick), other = Hash(Shapes.Quick.Train(t => t with { Seed = 2 }));
        Assert.AreEqual(first, second);
        Assert.AreNotEqual(first, other);
        string Hash(IgnTrainerOptions options)
        {
            using var stage = _ml.Transforms.TrainIgnProjection("Restored", "Pixels", options).Fit(Shapes.View(_ml, 60));
            return stage.Model.Hash;
        }
    }

    [TestMethod]
    public void A_generating_stage_knows_its_noise()
    {
        var options = new IgnTrainerOptions
        {
            Training = TrainingOptions.Generating(StandardNetworks.Generating(new(1, 28, 28), 8, 8)) with
            {
                Images = 32,
                BatchSize = 8,
                HeldOut = 4,
                Threads = 1,
            },
        };
        var rows = Enumerable.Range(0, 20).Select(i => new Row28 { Pixels = [.. Enumerable.Range(0, 784).Select(p => (float)Math.Sin(p * 0.01 * (i + 1)))] });
        using var stage = _ml.Transforms.TrainIgnProjection("Projected", "Pixels", options).Fit(_ml.Data.LoadFromEnumerable(rows));
        Assert.AreEqual("ign", stage.Model.Card.Objective);
        Assert.IsInstanceOfType<FourierSource>(NoiseSource.Parse(stage.Model.Card.NoiseSource, stage.Model.Shape));
        Assert.IsFalse(stage.Model.Card.Quality.Keys.Any(k => k.Contains("psnr", StringComparison.Ordinal)), "f(z) has no original.");
        Assert.IsTrue(stage.Model.Card.Quality.ContainsKey("held_out.residual"));
    }

    [TestMethod]
    public void A_network_and_an_objective_of_ones_own_are_trained()
    {
        var network = Networks.ResidualUNet.For(Shapes.Shape, 2, 2, 1, 1) with { Name = "own" };
        var options = Shapes.Quick.Train(t => t with { Network = network, Objective = new PairedOptions { Distance = Distance.L2 } });
        using var stage = _ml.Transforms.TrainIgnProjection("Restored", "Pixels", options).Fit(Shapes.View(_ml, 40));
        Assert.AreEqual("own", stage.Model.Card.Spec!.Name);
        Assert.AreEqual(new PairedOptions { Distance = Distance.L2 }, TrainingOptions.FromJson(stage.Model.Card.Options).Objective);
    }

    private sealed class Row28
    {
        [VectorType(784)]
        public float[] Pixels { get; set; } = [];
    }
}
