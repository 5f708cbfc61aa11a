using System.Text.Json.Nodes;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Training.Tests;

[TestClass]
public sealed class TrainingPresetTests
{
    [TestMethod]
    public void Every_preset_is_valid_at_both_sizes_and_found_by_its_name()
    {
        foreach (var preset in TrainingPresets.All)
        {
            Assert.AreSame(preset, TrainingPresets.Find(preset.Name));
            foreach (var shape in new[] { new TensorShape(1, 28, 28), new TensorShape(3, 64, 64) })
                Assert.AreEqual(shape, preset.Create(shape, 8, 16).Validated().Network.Input);
        }
        Assert.IsNull(TrainingPresets.Find("none"));
    }

    [TestMethod]
    public void Published_presets_have_the_published_weights()
    {
        var celeba = (IgnOptions)TrainingPresets.Find("paper-celeba")!.Create(new TensorShape(3, 64, 64), null, null).Objective;
        Assert.AreEqual((20.0, 20.0, 2.5, 1.5, false, Distance.L1),
            (celeba.ReconstructionWeight, celeba.IdempotenceWeight, celeba.TightnessWeight, celeba.TightnessClamp!.Value, celeba.ClampDetached,
                celeba.Distance));
        Assert.AreEqual(Noise.FourierPaper, celeba.Noise);
        var kth = TrainingPresets.Find("kth-mnist")!.Create(new TensorShape(1, 28, 28), null, null);
        Assert.AreEqual((IgnOptions.Listing with { Noise = Noise.Gaussian }, 0.0), (kth.Objective, kth.AverageHalfLife));
        Assert.AreEqual((0.1, (double?)null, Distance.L2),
            (IgnOptions.Listing.TightnessWeight, IgnOptions.Listing.TightnessClamp, IgnOptions.Listing.Distance));
        Assert.AreEqual((false, BatchNormInference.Running), (kth.BatchNorm!.Separate, kth.BatchNorm.Inference));
        Assert.IsTrue(kth.Network.Layers.Any(l => l is BatchNorm));
    }

    [TestMethod]
    public void Settings_reach_their_place_and_leave_the_rest()
    {
        var options = TrainingOptions.Generating(Dcgan.For(new(1, 28, 28), new() { BatchNorm = true, Width = 8, Latent = 8 })) with
        {
            Objective = new IgnOptions(),
        };
        var json = JsonNode.Parse(options.ToJson())!.AsObject();
        OptionPaths.Set(json, "objective.tightness_weight", "0.5");
        OptionPaths.Set(json, "objective.distance", "l2");
        OptionPaths.Set(json, "objective.tightness_clamp", "null");
        OptionPaths.Set(json, "objective.tightness_schedule.kind", "Linear");
        OptionPaths.Set(json, "batch_norm.inference", "Source");
        OptionPaths.Set(json, "restarts", "3");
        OptionPaths.Set(json, "mirror", "false");
        OptionPaths.Set(json, "regularizers", """[{"kind":"JensenVicary"}]""");
        var expected = options with
        {
            Objective = new IgnOptions
            {
                TightnessWeight = 0.5,
                Distance = Distance.L2,
                TightnessClamp = null,
                TightnessSchedule = new TightnessSchedule(TightnessRise.Linear),
            },
            BatchNorm = new BatchNormOptions { Inference = BatchNormInference.Source },
            Restarts = 3,
            Mirror = false,
            Regularizers = [new RegularizerOptions { Kind = RegularizerKind.JensenVicary }],
        };
        Assert.AreEqual(expected.ToJson(), TrainingOptions.FromJson(json.ToJsonString()).ToJson());
    }

    [TestMethod]
    [DataRow("objective.tightness", "1", "there is no option 'objective.tightness'; did you mean")]
    [DataRow("objective.outer_weight", "1", "'objective.outer_weight' belongs to the objective paired; this training has ign.")]
    [DataRow("network.name", "x", "there is no option")]
    [DataRow("images", "many", "'images' is a whole number, not 'many'")]
    [DataRow("images", "1.5", "a whole number")]
    [DataRow("learning_rate", "NaN", "a number, not 'NaN'")]
    [DataRow("learning_rate", "null", "a number, not 'null'")]
    [DataRow("mirror", "yes", "true or false")]
    [DataRow("batch_norm.inference", "Sauce", "one of Real, Source, Both, Running")]
    [DataRow("batch_norm.inference", "1", "one of Real")]
    [DataRow("batch_norm", "x", "a section")]
    [DataRow("regularizers", "BatchDeviation", "a list in JSON")]
    [DataRow("regularizers", "{}", "a list in JSON")]
    public void A_wrong_path_or_value_says_what_was_expected(string path, string value, string expected)
    {
        var json = JsonNode.Parse(TrainingOptions.Generating(Dcgan.For(new(1, 28, 28), new() { Width = 8, Latent = 8 })).ToJson())!.AsObject();
        string before = json.ToJsonString();
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => OptionPaths.Set(json, path, value)).Message, expected);
        Assert.AreEqual(before, json.ToJsonString());
    }

    [TestMethod]
    [DataRow("""{"kind":"BatchDeviation","Weight":1}""", "Weight")]
    [DataRow("""{"kind":9}""", "regularizers.kind is 9")]
    [DataRow("""{"weight":1}""", "kind")]
    public void A_wrong_entry_of_a_list_is_refused(string entry, string expected)
    {
        var json = JsonNode.Parse(TrainingOptions.Generating(Dcgan.For(new(1, 28, 28), new() { Width = 8, Latent = 8 })).ToJson())!.AsObject();
        OptionPaths.Set(json, "regularizers", $"[{entry}]");
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => TrainingOptions.FromJson(json.ToJsonString())).Message, expected);
    }

    [TestMethod]
    public void Standard_options_of_the_papers_objective_are_those_that_were_measured()
    {
        var options = TrainingOptions.Generating(Dcgan.For(new(1, 28, 28), new() { Width = 8, Latent = 8 }));
        Assert.AreEqual(new IgnOptions { Distance = Distance.L2, TightnessWeight = 0.6, TightnessClamp = null, SettlingShare = 0.5 }, options.Objective);
        Assert.AreEqual((16, 5e-4, Noise.Fourier), (options.BatchSize, options.LearningRate, ((IgnOptions)options.Objective).Noise));
        Assert.AreEqual(new RegularizerOptions { Kind = RegularizerKind.BatchDeviation, Weight = 1, WarmUp = 0 }, options.Regularizers.Single());
    }

    [TestMethod]
    public void Every_option_of_a_run_folder_has_a_name()
    {
        foreach (string name in new[] { "objective.clamp_reference", "objective.noise", "precision", "gradient_norm", "batch_norm.momentum",
            "objective.tightness_schedule.start" })
            CollectionAssert.Contains(OptionPaths.Names("ign").ToArray(), name);
        CollectionAssert.Contains(OptionPaths.Names("paired").ToArray(), "objective.outer_weight");
        Assert.IsFalse(OptionPaths.Names("ign").Any(n => n.StartsWith("network", StringComparison.Ordinal) || n is "objective" or "objective.outer_weight"));
    }
}
