using System.Diagnostics;
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
    private readonly ImageSet _images;
    private readonly RunFolder _run;

    /// <summary>Prepares a training.</summary>
    /// <param name="options">What to train and how.</param>
    /// <param name="images">Training images of the network's shape; the last <see cref="TrainingOptions.HeldOut"/> are kept out.</param>
    /// <param name="folder">The run folder, new or of an earlier start of the same run.</param>
    /// <exception cref="ArgumentException">The images do not fit the network or are too few.</exception>
    public IgnTraining(TrainingOptions options, ImageSet images, string folder)
    {
        _options = options.Validated();
        _images = images;
        _run = new RunFolder(folder);
        if (images.Shape != options.Network.Input) throw new ArgumentException($"The network takes images of {options.Network.Input}, the data has {images.Shape}.", nameof(images));
        if (images.Count <= options.HeldOut) throw new ArgumentException($"{images.Count} images are too few: {options.HeldOut} are held out.", nameof(images));
    }

    /// <summary>Time between two checkpoints; they are made right after a report, if its losses are in order.</summary>
    public TimeSpan CheckpointInterval { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Images between two reports.</summary>
    public long ReportInterval { get; init; } = 6_400;

    /// <summary>Images between two measurements on held-out images, with a sample grid.</summary>
    public long MonitorInterval { get; init; } = 64_000;

    /// <summary>What is known of the model beside the training: name, licences, use. Completed and written to <c>card.json</c>.</summary>
    public IgnModelCard? Card { get; init; }

    /// <summary>Runs, or goes on, to the last image.</summary>
    /// <param name="progress">Receives a report every <see cref="ReportInterval"/> images.</param>
    /// <param name="cancellationToken">Stops after the present step, with a checkpoint.</param>
    /// <exception cref="OperationCanceledException">The training was stopped; run it again to go on.</exception>
    /// <exception cref="InvalidDataException">The folder belongs to another run.</exception>
    /// <exception cref="ArithmeticException">A loss became NaN, infinite, or several times worse than it was; the last checkpoint is from before.</exception>
    public void Run(IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        _run.Open(_options);
        TorchRuntime.Initialize();
        set_num_threads(_options.Threads);
        var device = TorchRuntime.BestDevice();
        using var state = new TrainingState(_options, device);
        if (_run.HasCheckpoint) state.Load(_run.CheckpointFile);

        int trained = _images.Count - _options.HeldOut;
        var training = _images.Take(trained);
        var heldOut = _images.Skip(trained);
        var noise = Noise(training);
        IObjective objective = _options.Ign is { } ign ? new IgnObjective(ign) : new RestorationObjective(_options.Restoration!);
        var loader = new BatchLoader(training, noise ?? (SourceDistribution)new CorruptionMixture(), _options.Seed, _options.Mirror);
        var monitor = new HeldOutMonitor(heldOut, noise is null ? CorruptionSuite.Standard.Select(c => (c.Name, (SourceDistribution)c)) : [("noise", noise)], _options.Seed, device);
        var schedule = new LearningRateSchedule(_options.LearningRate, _options.WarmUpShare, _options.DecayShare);
        var mean = new LossAverage();
        var guard = new CollapseGuard();
        var clock = Stopwatch.StartNew();
        var sinceReport = Stopwatch.StartNew();
        long reported = state.Images;

        void Checkpoint()
        {
            state.Save(_run.CheckpointFile);
            WeightFile.Save(_run.WeightsFile, state.Average.ToWeights());
            WriteCard(noise, state.Images);
            clock.Restart();
        }

        while (state.Images < _options.Images)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                Checkpoint();
                cancellationToken.ThrowIfCancellationRequested();
            }
            int batch = (int)Math.Min(_options.BatchSize, _options.Images - state.Images);
            var losses = Step(state, objective, loader, schedule, batch, device);
            if (losses.Diverged)
                throw new ArithmeticException($"The training diverged after {state.Images:N0} images: {losses}. Lower the learning rate; the last checkpoint is from before.");
            mean.Add(losses);

            bool measure = Crossed(state.Images, batch, MonitorInterval) || state.Images == _options.Images;
            if (measure || Crossed(state.Images, batch, ReportInterval))
            {
                double speed = (state.Images - reported) / sinceReport.Elapsed.TotalSeconds;
                var monitors = measure ? monitor.Measure(state.Average) : null;
                if (measure) monitor.SaveGrid(state.Average, _run.SamplesFile(state.Images));
                var report = new TrainingProgress(state.Images, _options.Images, mean.Take(), speed, monitors);
                AppendStats(report);
                progress?.Report(report);
                guard.Check(report.Losses, report.Images);
                if (clock.Elapsed > CheckpointInterval) Checkpoint();
                reported = state.Images;
                sinceReport.Restart();
            }
        }
        Checkpoint();
    }

    private Losses Step(TrainingState state, IObjective objective, BatchLoader loader, LearningRateSchedule schedule, int batch, Device device)
    {
        using var scope = NewDisposeScope();
        double done = (double)state.Images / _options.Images;
        var (real, source) = loader.Load(state.Images, batch, device);
        state.Network.ZeroGradients();
        var losses = objective.Step(state.Network, real, source, done);
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

    private NoiseSource? Noise(ImageSet training)
    {
        if (_options.Ign is null) return null;
        return _options.Noise == "gaussian" ? new GaussianSource() : FourierSource.Measure(training.Take(Math.Min(1000, training.Count)).ToRange(), training.Shape);
    }

    private void WriteCard(NoiseSource? noise, long images)
    {
        var shape = _options.Network.Input;
        var card = (Card ?? new IgnModelCard { Name = _options.Network.Name, Shape = shape }) with
        {
            Shape = shape,
            Objective = _options.Ign is not null ? "ign" : "restoration",
            Options = _options.ToJson(),
            NoiseSource = noise?.ToText() ?? "none",
            Seed = _options.Seed,
            Images = images,
        };
        AtomicFile.WriteAllText(_run.CardFile, card.ToJson());
    }

    private void AppendStats(TrainingProgress report)
    {
        var line = new Dictionary<string, object> { ["images"] = report.Images, ["images_per_second"] = Math.Round(report.ImagesPerSecond, 1) };
        foreach (var (name, value) in report.Losses.Named()) line[name] = value;
        foreach (var (name, value) in report.Monitors ?? new Dictionary<string, double>()) line[name] = Math.Round(value, 5);
        File.AppendAllText(_run.StatsFile, JsonSerializer.Serialize(line) + "\n");
    }

    private static bool Crossed(long images, int batch, long interval) => images / interval != (images - batch) / interval;
}
