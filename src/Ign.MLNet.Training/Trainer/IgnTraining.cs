using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using Ign.MLNet.Evaluation;
using Ign.MLNet.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Ign.MLNet.Training;

/// <summary>
/// Trains a network in a run folder. Killed at any moment and started again with the same options and images it goes on from its last
/// checkpoint and ends, on the CPU with the same number of threads, with the same bytes.
/// </summary>
public sealed class IgnTraining
{
    private readonly TrainingOptions _options;
    private readonly ITrainingImages _images;
    private readonly RunFolder _run;

    /// <summary>Prepares a training.</summary>
    /// <param name="options">What to train and how.</param>
    /// <param name="images">Training images of the network's shape; the last <see cref="TrainingOptions.HeldOut"/> are kept out.</param>
    /// <param name="folder">The run folder, new or of an earlier start of the same run.</param>
    /// <exception cref="ArgumentException">The images do not fit the network or are too few.</exception>
    public IgnTraining(TrainingOptions options, ImageSet images, string folder) : this(options, new SetImages(images), folder)
    {
    }

    internal IgnTraining(TrainingOptions options, ITrainingImages images, string folder)
    {
        _options = options.Validated();
        _images = images;
        // A report averages the losses of several steps: those of one are too uneven to tell a collapse from.
        ReportInterval = Math.Max(8L * options.BatchSize, Math.Min(options.Images / 100, 6_400));
        MonitorInterval = Math.Max(8L * options.BatchSize, Math.Min(options.Images / 10, 64_000));
        _run = new RunFolder(folder);
        if (images.Shape != options.Network.ImageShape) throw new ArgumentException($"The network takes images of {options.Network.ImageShape}, the data has {images.Shape}.", nameof(images));
        if (images.Count <= options.HeldOut) throw new ArgumentException($"{images.Count} images are too few: {options.HeldOut} are held out.", nameof(images));
        CheckLabels(images, options.Network.Classes);
    }

    /// <summary>Time between two checkpoints; they are made right after a report, if its losses are in order.</summary>
    public TimeSpan CheckpointInterval { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Images between two reports. By default a hundredth of the training, at least 8 steps and at most 6,400.</summary>
    public long ReportInterval { get; init; }

    /// <summary>Images between two measurements on held-out images. By default a tenth of the training, at least 8 steps and at most 64,000.</summary>
    public long MonitorInterval { get; init; }

    /// <summary>Whether each measurement leaves a grid of sample images; only images with 1 or 3 channels can be drawn. The default value is true.</summary>
    public bool SaveSamples { get; init; } = true;

    /// <summary>What trains; by default a GPU if libtorch has one, else the processor.</summary>
    public ExecutionProvider? Provider { get; init; }

    /// <summary>
    /// What is known of the model beside the training: name, range of values, licences, use. Completed and written to <c>card.json</c>, at the
    /// end with the figures on the held-out images.
    /// </summary>
    public IgnModelCard? Card { get; init; }

    /// <summary>Runs, or goes on, to the last image.</summary>
    /// <param name="progress">Receives a report every <see cref="ReportInterval"/> images.</param>
    /// <param name="cancellationToken">Stops after the present step, with a checkpoint.</param>
    /// <exception cref="OperationCanceledException">The training was stopped; run it again to go on.</exception>
    /// <exception cref="InvalidDataException">The folder belongs to another run.</exception>
    /// <exception cref="InvalidOperationException">libtorch is missing, or the GPU that was asked for cannot be used.</exception>
    /// <exception cref="ArithmeticException">A loss became NaN, infinite, or several times worse than it was; the last checkpoint is from before.</exception>
    public void Run(IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        TorchRuntime.Initialize();
        var device = TorchRuntime.DeviceFor(Provider);
        _run.Open(_options, _images.Fingerprint(labels: _options.Network.Classes > 0));
        set_num_threads(_options.Threads);
        if (device.type == DeviceType.CUDA && _options.Precision == Precision.TensorFloat32) backends.cuda.matmul.allow_tf32 = backends.cudnn.allow_tf32 = true;
        int trained = _images.Count - _options.HeldOut;
        var training = _images.Slice(0, trained);
        var heldOut = _images.Slice(trained, _options.HeldOut);
        var noise = Noise(training);
        var source = noise ?? (SourceDistribution)new CorruptionMixture();
        var objective = ObjectiveFactory.Create(_options, source, device);
        using var state = new TrainingState(_options, objective, device);
        if (_run.HasCheckpoint) state.Load(_run.CheckpointFile);
        var loader = new BatchLoader(training, source, _options.Seed, _options.Mirror, LabelLaw.Of(_options));
        var monitor = new HeldOutMonitor(heldOut, _options.Network, noise is null ? CorruptionSuite.Standard.Select(c => (c.Name, (SourceDistribution)c)) : [("noise", noise)], _options.Seed, device);
        var schedule = new LearningRateSchedule(_options.LearningRate, _options.WarmUpShare, _options.DecayShare);
        var mean = new LossAverage();
        var guard = new CollapseGuard();
        var clock = Stopwatch.StartNew();
        var sinceReport = Stopwatch.StartNew();
        long reported = state.Images;
        Dictionary<string, double>? monitors = null;

        void Checkpoint(IReadOnlyDictionary<string, double>? quality = null)
        {
            state.Save(_run.CheckpointFile);
            state.Finish(Calibration());
            WeightFile.Save(_run.WeightsFile, state.Finished.ToWeights());
            WriteCard(noise, state.Images, quality);
            clock.Restart();
        }

        Dictionary<string, double> Measure()
        {
            state.Finish(Calibration());
            return monitor.Measure(state.Finished);
        }

        // The first images of the training, always the same ones.
        IEnumerable<(Tensor, Tensor)> Calibration()
        {
            int batch = Math.Min(_options.BatchSize, training.Count);
            for (int first = 0; first < Math.Min(BatchNormCalibration.Images, training.Count); first += batch) yield return loader.Load(first, batch, device);
        }

        while (state.Images < _options.Images)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                Checkpoint();
                cancellationToken.ThrowIfCancellationRequested();
            }
            int batch = (int)Math.Min(_options.BatchSize, _options.Images - state.Images);
            var losses = Step(state, loader, schedule, batch, device);
            if (losses.Diverged)
                throw new ArithmeticException($"The training diverged after {state.Images:N0} images: {losses}. Lower the learning rate; the last checkpoint is from before.");
            mean.Add(losses);

            bool measure = Crossed(state.Images, batch, MonitorInterval) || state.Images == _options.Images;
            if (measure || Crossed(state.Images, batch, ReportInterval))
            {
                double speed = (state.Images - reported) / sinceReport.Elapsed.TotalSeconds;
                monitors = measure ? Measure() : null;
                if (measure && SaveSamples) monitor.SaveGrid(state.Finished, _run.SamplesFile(state.Images));
                var report = new TrainingProgress(state.Images, _options.Images, mean.Take(), speed, monitors);
                AppendStats(report);
                progress?.Report(report);
                guard.Check(report.Losses, report.Images);
                if (clock.Elapsed > CheckpointInterval) Checkpoint();
                reported = state.Images;
                sinceReport.Restart();
            }
        }
        Checkpoint(monitors ?? Measure());
    }

    private Losses Step(TrainingState state, BatchLoader loader, LearningRateSchedule schedule, int batch, Device device)
    {
        using var scope = NewDisposeScope();
        double done = (double)state.Images / _options.Images;
        var (real, source) = loader.Load(state.Images, batch, device);
        state.Network.ZeroGradients();
        if (_options.Dropout > 0) manual_seed((long)(SeededRandom.Mix((ulong)_options.Seed, (ulong)state.Images, 4) >> 1)); // which channels: a function of the position
        var losses = state.Objective.Step(state.Network, new TrainingBatch(real, source, done, state.Images));
        if (_options.GradientNorm is { } limit)
        {
            using var noGradient = no_grad();
            double norm = state.Network.Gradients.norm().ToDouble();
            if (norm > limit) state.Network.Gradients.mul_(limit / norm);
        }
        state.Optimizer.Step(schedule.At(done));
        state.Images += batch;
        state.UpdateAverage(batch);
        return losses;
    }

    private NoiseSource? Noise(ITrainingImages training)
    {
        if (!_options.Unpaired) return null;
        if (_options.Noise == "gaussian") return new GaussianSource();
        var measured = FourierSource.Measure(training.Slice(0, Math.Min(1000, training.Count)).ToArray(), training.Shape);
        return _options.Noise == "fourier-paper" ? measured.AsPublished() : measured;
    }

    private void WriteCard(NoiseSource? noise, long images, IReadOnlyDictionary<string, double>? quality)
    {
        var shape = _options.Network.Input;
        var card = (Card ?? new IgnModelCard { Name = _options.Network.Name, Shape = shape }) with
        {
            Shape = shape,
            Classes = _options.Network.Classes,
            Objective = _options.Objective,
            Options = _options.ToJson(),
            NoiseSource = noise?.ToText() ?? "none",
            Seed = _options.Seed,
            Images = images,
            Commit = typeof(IgnTraining).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "",
        };
        if (quality is not null) card = card with { Quality = card.Quality.UnionBy(HeldOutFigures.Of(quality, _options.HeldOut), f => f.Key).ToDictionary() };
        AtomicFile.WriteAllText(_run.CardFile, card.ToJson());
    }

    private void AppendStats(TrainingProgress report)
    {
        var line = new Dictionary<string, object> { ["images"] = report.Images, ["images_per_second"] = Math.Round(report.ImagesPerSecond, 1) };
        foreach (var (name, value) in report.Losses.Named()) line[name] = value;
        foreach (var (name, value) in report.Monitors ?? new Dictionary<string, double>()) line[name] = Math.Round(value, 5);
        File.AppendAllText(_run.StatsFile, JsonSerializer.Serialize(line) + "\n");
    }

    /// <summary>A network that knows labels learns from labelled images only.</summary>
    private static void CheckLabels(ITrainingImages images, int classes)
    {
        if (classes == 0) return;
        for (int i = 0; i < images.Count; i++)
        {
            if (images.Label(i) is not { } label) throw new ArgumentException($"The network knows {classes} classes, but the images have no labels.", nameof(images));
            if (label < 0 || label >= classes) throw new ArgumentException($"The network knows classes 0 to {classes - 1}, but image {i} has label {label}.", nameof(images));
        }
    }

    private static bool Crossed(long images, int batch, long interval) => images / interval != (images - batch) / interval;
}
