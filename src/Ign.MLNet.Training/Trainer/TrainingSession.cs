using System.Diagnostics;
using System.Reflection;
using Ign.MLNet.Evaluation;
using Ign.MLNet.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Ign.MLNet.Training;

/// <summary>One start of a training: from its checkpoint, or from nothing, to its last image.</summary>
internal sealed class TrainingSession : IDisposable
{
    private static readonly Damage[] s_noises = [new Gaussian(30 / 255f), new Gaussian(50 / 255f), new Gaussian(100 / 255f)]; // σ = 15, 25 and 50 of 255 levels

    private readonly IgnTraining _training;
    private readonly TrainingOptions _options;
    private readonly RunFolder _run;
    private readonly Device _device;
    private readonly ITrainingImages _trained;
    private readonly NoiseSource? _noise;
    private readonly SourceDistribution? _source; // null where the images come with damaged versions
    private readonly BatchLoader _loader;
    private readonly HeldOutMonitor _monitor;
    private readonly LearningRateSchedule _schedule;
    private readonly RunLog _log;
    private readonly Stopwatch _sinceCheckpoint = Stopwatch.StartNew();
    private TrainingState _state;
    private CollapseGuard _guard;

    internal TrainingSession(IgnTraining training, TrainingOptions options, ITrainingImages images, RunFolder run, string fingerprint, Device device)
    {
        (_training, _options, _run, _device) = (training, options, run, device);
        (_trained, var heldOut) = HeldOutSplit.Of(images, options);
        _noise = Noise(_trained);
        _source = _noise ?? (_trained.ArePairs ? null : (SourceDistribution)options.DamageOrStandard);
        _loader = Loader();
        (string Name, SourceDistribution? Source)[] watched = _noise is not null ? [("noise", _noise)]
            : _source is null ? [("pairs", null)]
            : [.. Watched(options).Select(d => (d.Name, (SourceDistribution?)d))];
        _monitor = new HeldOutMonitor(heldOut, _trained, options.Network, watched, options.Seed, device);
        _schedule = new LearningRateSchedule(options.LearningRate, options.WarmUpShare, options.DecayShare);
        _state = NewState(attempt: 0);
        try
        {
            if (run.HasCheckpoint) _state.Load(run.CheckpointFile);
        }
        catch
        {
            _state.Dispose();
            throw;
        }
        _guard = new CollapseGuard(_state.BestFit);
        var facts = new RunFacts(training.Card?.Name ?? options.Network.Name, training.Card?.TrainingData ?? "", images.Count, fingerprint, device.ToString(),
            ["x", "f(x)", .. watched.SelectMany(w => _noise is null ? new[] { w.Name, "restored", "restored twice" } : ["z", "f(z)", "f(f(z))"])]);
        _log = new RunLog(run, options, facts, training.Warn, _state.Attempt, _state.Images);
    }

    internal void Run(IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        Dictionary<string, double>? monitors;
        while (!RunAttempt(progress, cancellation, out monitors))
        {
            int attempt = _state.Attempt + 1;
            _state.Dispose();
            _state = NewState(attempt);
            _guard = new CollapseGuard();
            Checkpoint(); // so that going on later starts here, too
            _log.Restart();
        }
        Checkpoint(monitors ?? Measure());
        _log.WriteReport("finished");
    }

    public void Dispose() => _state.Dispose();

    /// <summary>Trains to the end, unless the start was a bad one and there is another attempt left.</summary>
    private bool RunAttempt(IProgress<TrainingProgress>? progress, CancellationToken cancellation, out Dictionary<string, double>? monitors)
    {
        monitors = null;
        using var batches = new BatchPrefetcher(Loader(), _state.Images, _options.Images, _options.BatchSize, _training.Prefetch ?? (_device.type == DeviceType.CUDA || _options.Threads < Environment.ProcessorCount));
        var sinceReport = Stopwatch.StartNew();
        var (reported, waited) = (_state.Images, TimeSpan.Zero);
        while (_state.Images < _options.Images)
        {
            if (cancellation.IsCancellationRequested)
            {
                RequireFinite();
                Checkpoint();
                _log.WriteReport("stopped; the same command goes on");
                cancellation.ThrowIfCancellationRequested();
            }
            var prepared = batches.Take();
            _state.Losses.Add(Step(prepared));

            bool measure = Crossed(prepared, _training.MonitorInterval) || _state.Images == _options.Images;
            if (measure || Crossed(prepared, _training.ReportInterval))
            {
                double seconds = sinceReport.Elapsed.TotalSeconds;
                RequireFinite();
                monitors = measure ? Measure() : null;
                if (measure && _training.SaveSamples) _monitor.SaveGrid(_state.Finished, _run.SamplesFile(_state.Images));
                var report = new TrainingProgress(_state.Images, _options.Images, _state.Losses.Take(), (_state.Images - reported) / seconds, monitors)
                {
                    LoadingShare = Math.Min(1, (batches.Waited - waited).TotalSeconds / seconds),
                    Attempt = _state.Attempt,
                };
                _log.Append(report);
                progress?.Report(report);
                if (_guard.Check(report.Losses, report.Images) is { } collapse) throw Failure(collapse, "collapsed");
                _state.BestFit = _guard.Best;
                if (measure) _log.WriteReport("training");
            }
            if (Crossed(prepared, BadStart.CheckAt(_options)) && prepared.Position < BadStart.CheckAt(_options) && IsBadStart(measure ? monitors : null)) return false;
            if (measure || Crossed(prepared, _training.ReportInterval))
            {
                if (_sinceCheckpoint.Elapsed > _training.CheckpointInterval) Checkpoint();
                (reported, waited) = (_state.Images, batches.Waited);
                sinceReport.Restart();
            }
        }
        return true;
    }

    private Losses Step(PreparedBatch prepared)
    {
        using var scope = NewDisposeScope();
        double done = (double)_state.Images / _options.Images;
        var (real, source) = prepared.ToTensors(_device);
        _state.Network.ZeroGradients();
        if (_options.Dropout > 0) manual_seed((long)(SeededRandom.Mix((ulong)_options.Seed, (ulong)_state.Images, 4) >> 1)); // which channels: a function of the position
        var losses = _state.Objective.Step(_state.Network, new TrainingBatch(real, source, done, _state.Images));
        if (losses.Diverged) throw Divergence(prepared, losses);
        if (_options.GradientNorm is { } limit)
        {
            using var noGradient = no_grad();
            double norm = _state.Network.Gradients.norm().ToDouble();
            if (!double.IsFinite(norm)) throw Divergence(prepared, losses);
            if (norm > limit) _state.Network.Gradients.ScaleBy(limit / norm);
        }
        _state.Optimizer.Step(_schedule.At(done));
        _state.Images += prepared.Count;
        _state.UpdateAverage(prepared.Count);
        return losses;
    }

    /// <summary>A gradient can overflow where the losses did not: the weights are looked at before they replace those of a checkpoint.</summary>
    private void RequireFinite()
    {
        using var scope = NewDisposeScope();
        if (_state.Network.Values.isfinite().all().ToBoolean()) return;
        throw Failure(FormattableString.Invariant($"The training diverged before {_state.Images:N0} images: weights became NaN or infinite. Lower the learning rate or set a gradient_norm."), "diverged");
    }

    private ArithmeticException Divergence(PreparedBatch batch, Losses losses)
    {
        var facts = losses.Named().ToDictionary(l => l.Key, l => FormattableString.Invariant($"{l.Value}"));
        facts["images"] = FormattableString.Invariant($"{batch.Position}");
        facts["attempt"] = FormattableString.Invariant($"{_state.Attempt}");
        Safetensors.Write(_run.DivergedFile, [new("real", batch.Sizes, batch.Real), new("source", batch.Sizes, batch.Source)], facts);
        string terms = string.Join(", ", losses.Named().Select(l => FormattableString.Invariant($"{l.Key} {l.Value:G3}")));
        return Failure(FormattableString.Invariant($"The training diverged after {batch.Position:N0} images: {terms}. Lower the learning rate. The batch is in '{_run.DivergedFile}'."), "diverged");
    }

    /// <summary>The end of a training that came to nothing, told wherever somebody may look.</summary>
    private ArithmeticException Failure(string message, string state)
    {
        var error = new ArithmeticException($"{message} {(_run.HasCheckpoint ? "The last checkpoint is from before." : "There was no checkpoint yet.")}");
        _log.Warn(error.Message);
        _log.WriteReport(state);
        return error;
    }

    private bool IsBadStart(Dictionary<string, double>? monitors)
    {
        if (_options.Restarts == 0 || BadStart.Reason(monitors ?? Measure()) is not { } reason) return false;
        bool again = _state.Attempt < _options.Restarts;
        _log.Warn(FormattableString.Invariant($"Attempt {_state.Attempt + 1} of {_options.Restarts + 1} learned nothing in {_state.Images:N0} images ({reason}): ") +
            (again ? "the training starts again with another initialisation." : "it goes on, but will hardly come to anything; lower the learning_rate."));
        return again;
    }

    private void Checkpoint(IReadOnlyDictionary<string, double>? quality = null)
    {
        _state.Save(_run.CheckpointFile);
        _state.Finish(Calibration());
        WeightFile.Save(_run.WeightsFile, _state.Finished.ToWeights());
        WriteCard(quality);
        _sinceCheckpoint.Restart();
    }

    private Dictionary<string, double> Measure()
    {
        _state.Finish(Calibration());
        return _monitor.Measure(_state.Finished, _state.Average.MixesImages ? _state.Average : null);
    }

    /// <summary>The first images of the training, always the same ones.</summary>
    private IEnumerable<(Tensor, Tensor)> Calibration()
    {
        int batch = Math.Min(_options.BatchSize, _trained.Count);
        for (int first = 0; first < Math.Min(BatchNormCalibration.Images, _trained.Count); first += batch) yield return _loader.Load(first, batch, _device);
    }

    private BatchLoader Loader() => new(_trained, _source, _options.Seed, Augmentation.Of(_options), LabelLaw.Of(_options), CropSizes.Of(_options));

    private TrainingState NewState(int attempt) => new(_options, ObjectiveFactory.Create(_options, _source, _device), _device, attempt);

    private NoiseSource? Noise(ITrainingImages training)
    {
        if (!_options.Unpaired) return null;
        if (_options.Noise == "gaussian") return new GaussianSource();
        var measured = FourierSource.Measure(training.Slice(0, Math.Min(1000, training.Count)).ToArray(), training.Shape);
        return _options.Noise == "fourier-paper" ? measured.AsPublished() : measured;
    }

    /// <summary>Damage that tells how far a training is: that of the suite, and where another recipe is trained on, the recipe and three strengths of noise.</summary>
    private static IEnumerable<Damage> Watched(TrainingOptions options) => options.Damage is null
        ? DamageSuite.Standard
        : [options.Damage, .. s_noises];

    private void WriteCard(IReadOnlyDictionary<string, double>? quality)
    {
        var shape = _options.Network.Input;
        var card = (_training.Card ?? new IgnModelCard { Name = _options.Network.Name, Shape = shape }) with
        {
            Shape = shape,
            Classes = _options.Network.Classes,
            Objective = _options.Objective,
            Options = _options.WithoutPaths().ToJson(),
            NoiseSource = _noise?.ToText() ?? "none",
            Seed = _options.Seed,
            Images = _state.Images,
            Commit = typeof(IgnTraining).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "",
        };
        if (quality is not null) card = card with { Quality = card.Quality.UnionBy(HeldOutFigures.Of(quality, _options.HeldOut), f => f.Key).ToDictionary() };
        AtomicFile.WriteAllText(_run.CardFile, card.ToJson());
    }

    private bool Crossed(PreparedBatch batch, long interval) => _state.Images / interval != batch.Position / interval;
}
