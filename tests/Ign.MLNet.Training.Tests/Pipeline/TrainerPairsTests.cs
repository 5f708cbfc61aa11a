using Ign.MLNet.Evaluation;
using Ign.MLNet.Networks;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Ign.MLNet.Training.Tests;

/// <summary>A trainer that is shown damaged images beside the clean ones, or told how to make them.</summary>
[TestClass]
public sealed class TrainerPairsTests
{
    private static readonly NetworkSpec s_scale = new("scale", new TensorShape(1, 4, 4), [new Conv(1, 1, 1)]);
    private readonly MLContext _ml = new(seed: 1);

    private static IgnTrainerOptions Options => new()
    {
        TrainingColumn = "Clean",
        DamagedColumn = "Noisy",
        Warn = _ => { },
        Training = TrainingOptions.Restoring(s_scale) with
        {
            Objective = new PairedOptions { Distance = Distance.L2, ReconstructionWeight = 0, IdempotenceWeight = 0 },
            Images = 8_000,
            BatchSize = 4,
            LearningRate = 2e-2,
            Threads = 1,
            HeldOut = 4,
            GradientNorm = null,
            AverageHalfLife = 200,
        },
    };

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void It_learns_what_the_columns_show_and_leaves_out_rows_that_lack_one_of_the_two(bool gaps)
    {
        // What was damaged here is the sign: nothing that is drawn would teach that.
        var rows = Enumerable.Range(0, 60).Select(i => Row.Of(i)).ToList();
        if (gaps)
        {
            // Without the rows in between, a reader that forgot to skip both would pair others.
            rows.InsertRange(7, Enumerable.Range(0, 5).Select(i => Row.Of(100 + i) with { Noisy = [.. Enumerable.Repeat(float.NaN, 16)] }));
            rows.InsertRange(20, Enumerable.Range(0, 5).Select(i => Row.Of(200 + i) with { Clean = [.. Enumerable.Repeat(float.NaN, 16)] }));
        }
        using var stage = _ml.Transforms.TrainIgnProjection("Restored", "Noisy", Options).Fit(_ml.Data.LoadFromEnumerable(rows));
        using var projector = new IgnProjector(stage.Model);
        float[] restored = projector.Project([.. rows[0].Noisy]);
        for (int i = 0; i < 16; i++) Assert.AreEqual(rows[0].Clean[i], restored[i], 0.05f);
        StringAssert.Contains(stage.Model.Card.TrainingData, "60 rows");
    }

    [TestMethod]
    public void A_recipe_is_what_is_trained_on_and_stands_in_the_card()
    {
        var data = _ml.Data.LoadFromEnumerable(Enumerable.Range(0, 60).Select(Row.Of));
        var options = Options.Train(t => t with { Damage = Damage.Sequence(new Gaussian(0.25f)), Images = 64 }) with { DamagedColumn = null };
        using var stage = _ml.Transforms.TrainIgnProjection("Restored", "Clean", options).Fit(data);
        StringAssert.Contains(stage.Model.Card.Options, "gaussian");
        Assert.IsTrue(stage.Model.Card.Quality.Keys.Any(k => k.Contains("gaussian-0.25", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void What_contradicts_itself_or_does_not_fit_is_said()
    {
        var data = _ml.Data.LoadFromEnumerable(Enumerable.Range(0, 60).Select(Row.Of));
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => Fit(Options.Train(t => t with { Objective = new LinearIgnOptions() }))).Message,
            "Damaged images are for the paired objective, not for linear.");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Fit(Options with { DamagedColumn = "Nothing" })).Message,
            "Could not find input column 'Nothing'");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Fit(Options with { DamagedColumn = "Small" })).Message,
            "Schema mismatch for input column 'Small'");

        void Fit(IgnTrainerOptions options) => _ml.Transforms.TrainIgnProjection("Restored", "Noisy", options).Fit(data);
    }

    private sealed record Row
    {
        [VectorType(16)]
        public float[] Clean { get; set; } = [];

        [VectorType(16)]
        public float[] Noisy { get; set; } = [];

        [VectorType(8)]
        public float[] Small { get; set; } = new float[8];

        internal static Row Of(int seed)
        {
            var random = new Random(seed);
            float[] clean = [.. Enumerable.Range(0, 16).Select(_ => (float)((random.NextDouble() * 1.6) - 0.8))];
            return new Row { Clean = clean, Noisy = Array.ConvertAll(clean, v => -v) };
        }
    }
}
