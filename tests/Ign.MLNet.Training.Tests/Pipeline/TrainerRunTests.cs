using Microsoft.ML;

namespace Ign.MLNet.Training.Tests;

/// <summary>Stopping, going on, and options that cannot be.</summary>
[TestClass]
[DoNotParallelize]
public sealed class TrainerRunTests
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly string _folder = Directory.CreateTempSubdirectory("ign-run-").FullName;

    [TestCleanup]
    public void Clean() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    [DataRow(true)]
    [DataRow(false)]
    public void No_temporary_folder_is_left(bool cancelled)
    {
        string? standard = Environment.GetEnvironmentVariable("TMPDIR");
        Environment.SetEnvironmentVariable("TMPDIR", _folder);
        try
        {
            using var stop = new CancellationTokenSource();
            bool seen = false;
            var options = Shapes.Quick.Train(t => t with { Images = 300 }) with { CancellationToken = stop.Token, Progress = new Listener(_ => Look()) };
            void Look()
            {
                seen |= Directory.GetDirectories(_folder, WorkFolder.Prefix + "*").Length == 1;
                if (cancelled) stop.Cancel();
            }
            _ml.TempFilePath = _folder; // of before the variable was set
            var trainer = _ml.Transforms.TrainIgnProjection("Restored", "Pixels", options);
            if (cancelled) Assert.ThrowsExactly<OperationCanceledException>(() => trainer.Fit(Shapes.View(_ml, 60)));
            else using (trainer.Fit(Shapes.View(_ml, 60))) { }
            Assert.IsTrue(seen, "The folder was there during the training.");
            Assert.IsEmpty(Directory.GetDirectories(_folder, WorkFolder.Prefix + "*"));
        }
        finally
        {
            Environment.SetEnvironmentVariable("TMPDIR", standard);
        }
    }

    [TestMethod]
    public void A_stopped_run_goes_on_and_ends_with_the_same_model()
    {
        var options = Shapes.Quick.Train(t => t with { Images = 400 }) with { RunFolder = _folder };
        using (var stop = new CancellationTokenSource())
        {
            var stopped = options with { CancellationToken = stop.Token, Progress = new Listener(_ => stop.Cancel()) };
            Assert.ThrowsExactly<OperationCanceledException>(() => Fit(stopped, 60));
        }
        Assert.IsTrue(new RunFolder(_folder).HasCheckpoint);
        var reports = new List<TrainingProgress>();
        using var resumed = Fit(options with { Progress = new Listener(reports.Add) }, 60);
        using var straight = Fit(options with { RunFolder = null }, 60);
        Assert.IsGreaterThan(200, reports[0].Images, "It went on from the checkpoint.");
        Assert.AreEqual(straight.Model.Hash, resumed.Model.Hash);
        Assert.IsNotEmpty(Directory.GetFiles(_folder, "samples-*.png"));

        reports.Clear();
        using var again = Fit(options with { Progress = new Listener(reports.Add) }, 60);
        Assert.AreEqual(resumed.Model.Hash, again.Model.Hash, "A finished run is returned with its figures.");
        Assert.IsEmpty(reports);
    }

    [TestMethod]
    public void A_run_folder_of_other_images_or_options_is_refused()
    {
        var options = Shapes.Quick with { RunFolder = _folder };
        using (Fit(options, 60)) { }
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => Fit(options, 61)).Message, "holds a run on other images");
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => Fit(options.Train(t => t with { Seed = 2 }), 60)).Message,
            "holds a run with other options");
    }

    [TestMethod]
    public void A_token_that_is_cancelled_before_stops_before_anything_is_read()
    {
        var options = Shapes.Quick with { CancellationToken = new CancellationToken(true) };
        Assert.ThrowsExactly<OperationCanceledException>(() => _ml.Transforms.TrainIgnProjection("Restored", "Nothing", options).Fit(Shapes.View(_ml, 1)));
    }

    [TestMethod]
    public void Reading_can_be_stopped()
    {
        using var stop = new CancellationTokenSource();
        IEnumerable<float[]> Endless()
        {
            for (int i = 0; ; i++)
            {
                if (i == 30) stop.Cancel();
                yield return Shapes.Image(i);
            }
        }
        var options = Shapes.Quick with { CancellationToken = stop.Token };
        Assert.ThrowsExactly<OperationCanceledException>(() =>
            _ml.Transforms.TrainIgnProjection("Restored", "Pixels", options).Fit(Shapes.View(_ml, Endless())));
    }

    [TestMethod]
    public void Options_are_checked_when_the_estimator_is_made()
    {
        Refused("Maximum above Minimum (1)", Shapes.Quick with { Minimum = 1 });
        Refused("works on values from -1 to 1",
            new IgnTrainerOptions { Training = TrainingOptions.Generating(StandardNetworks.Generating(new(1, 28, 28), 8, 8)), Minimum = 0 });
        Refused("batch_size is 0; expected between 1 and 65536", Shapes.Quick.Train(t => t with { BatchSize = 0 }));
        Refused("learning_rate is -1; expected above 0", Shapes.Quick.Train(t => t with { LearningRate = -1 }));
        Refused("objective.clean_share is 2; expected above 0", Shapes.Quick.Train(t => t with { Objective = new PairedOptions { CleanShare = 2 } }));
        Refused("without labels",
            Shapes.Quick.Train(_ => TrainingOptions.Generating(StandardNetworks.GeneratingClasses(new(1, 28, 28), 3, width: 8, deepWidth: 8))));
        StringAssert.Contains(Assert.Throws<ArgumentException>(() => _ml.Transforms.TrainIgnProjection("Restored", images: 0)).Message, "at least 1 image");
        StringAssert.Contains(Assert.Throws<ArgumentException>(() => _ml.Transforms.TrainIgnProjection("Restored", shape: new(1, 30, 30))).Message,
            "multiples of 4, got 1x30x30");
        Refused("at least 1 byte", Shapes.Quick with { MemoryLimit = 0 });
        Assert.AreEqual("InputColumn",
            Assert.ThrowsExactly<ArgumentException>(() => _ml.Transforms.TrainIgnProjection("Restored", "", Shapes.Quick)).ParamName);
        Assert.AreEqual("BatchSize",
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() =>
                _ml.Transforms.TrainIgnProjection(new IgnProjectionOptions { OutputColumn = "Restored", BatchSize = 0 }, Shapes.Quick)).ParamName);
        void Refused(string part, IgnTrainerOptions options) =>
            StringAssert.Contains(Assert.Throws<ArgumentException>(() => _ml.Transforms.TrainIgnProjection("Restored", "Pixels", options)).Message, part);
    }

    [TestMethod]
    public void A_GPU_that_is_not_there_is_missed_before_the_training()
    {
        if (TorchRuntime.BestDevice().type == TorchSharp.DeviceType.CUDA) Assert.Inconclusive("There is a GPU.");
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => Fit(Shapes.Quick with { Provider = ExecutionProvider.Cuda }, 60));
        StringAssert.StartsWith(error.Message, "Training on CUDA was asked for, but libtorch sees no CUDA device.");
    }

    private IgnProjectionTransformer Fit(IgnTrainerOptions options, int rows) =>
        _ml.Transforms.TrainIgnProjection("Restored", "Pixels", options).Fit(Shapes.View(_ml, rows));

    private sealed class Listener(Action<TrainingProgress> listen) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => listen(value);
    }
}
