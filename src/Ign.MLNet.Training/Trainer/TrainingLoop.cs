using System.Diagnostics;
using Ign.MLNet.Evaluation;
using Ign.MLNet.Networks;
using TorchSharp;
using static System.FormattableString;
using static TorchSharp.torch;

namespace Ign.MLNet.Training;

/// <summary>The loop of a training, from its checkpoint or from nothing to its last image: batch, step, average, measure, report, checkpoint.</summary>
internal sealed class TrainingLoop(
    IgnTraining training, TrainingOptions options, TrainingInputs inputs, HeldOutMonitor? monitor, TrainingState start, RunFolder run, RunLog log,
    Device device)
    : IDisposable
{
    private readonly LearningRateSchedule _schedule = new(options.LearningRate, options.WarmUpShare, options.DecayShare);
    private readonly Stopwatch _sinceCheckpoint = Stopwatch.StartNew();
    private readonly ICollective _all = training.Collective;
    private TrainingState _state = start;
    private GradientSum _sum = new(training.Collective, start.Network.Gradients);
    private TrainingWatch _watch = new(options, start.BestFit);

    internal void Run(CancellationToken cancellation)
    {
        HeldOutFigures? figures;
        while (!Attempt(cancellation, out figures))
        {
            int next = _state.Attempt + 1;
            Dispose();
            _state = new TrainingState(options, inputs.Noise, device, next);
            _sum = new GradientSum(_all, _state.Network.Gradients);
            _watch = new TrainingWatch(options);
            Checkpoint(); // so that going on later starts here, too
            log.Restart();
        }
        if (Leads) Checkpoint(figures ?? Measure());
        log.End("finished");
    }

    public void Dispose()
    {
        _sum.Dispose();
        _state.Dispose();
    }

    // The first rank measures, reports and writes.
    private bool Leads => _all.Rank == 0;

    /// <summary>Trains to the end, unless the start was a bad one and there is another attempt left.</summary>
    private bool Attempt(CancellationToken cancellation, out HeldOutFigures? figures)
    {
        figures = null;
        bool ahead = training.Prefetch ?? (device.type == DeviceType.CUDA || options.Threads < Environment.ProcessorCount);
        using var batches = new BatchPrefetcher(inputs.Loader(_all, device), _state.Images, options.Images, options.BatchSize, ahead);
        var pace = new Pace(batches, _state.Images);
        while (_state.Images < options.Images)
        {
            if (_all.Ranks == 1 ? cancellation.IsCancellationRequested : _sum.Stop) Stop(cancellation);
            var batch = batches.Take();
            _state.Losses.Add(Step(batch, cancellation.IsCancellationRequested));

            bool measure = Crossed(batch, training.MonitorInterval) || _state.Images == options.Images;
            bool report = measure || Crossed(batch, training.ReportInterval);
            if (report)
            {
                var (speed, waiting) = pace.At(_state.Images);
                RequireFinite();
                figures = measure && Leads ? Measure() : null;
                Report(new TrainingProgress(_state.Images, options.Images, _state.Losses.Take(), speed, figures)
                {
                    LoadingShare = waiting,
                    Attempt = _state.Attempt
                });
            }
            if (Crossed(batch, _watch.StartIsJudgedAt) && batch.Position < _watch.StartIsJudgedAt && IsBadStart(measure ? figures : null)) return false;
            if (!report) continue;
            if (_sinceCheckpoint.Elapsed > training.CheckpointInterval) Checkpoint();
            pace = new Pace(batches, _state.Images);
        }
        return true;
    }

    private Losses Step(PreparedBatch batch, bool stop)
    {
        using var scope = NewDisposeScope();
        double done = (double)_state.Images / options.Images;
        var (real, source) = batch.ToTensors(device);
        _state.Network.ZeroGradients();
        // which channels: a function of the position, for each rank another one
        if (options.Dropout > 0) manual_seed((long)(SeededRandom.Mix((ulong)options.Seed, (ulong)(_state.Images + _all.Rank), 4) >> 1));
        var learned = new TrainingBatch(real, source, done, _state.Images) { All = _all, Average = _state.Average };
        var losses = _sum.Mean(_state.Objective.Step(_state.Network, learned), stop);
        if (losses.Diverged || (options.GradientNorm is { } limit && !_state.Network.LimitGradient(limit))) throw Divergence(batch, losses);
        _state.Optimizer.Step(_schedule.At(done));
        _state.Images += batch.Count;
        _state.UpdateAverage(batch.Count);
        return losses;
    }

    private HeldOutFigures Measure()
    {
        _state.Finish(inputs.Calibration(device));
        return monitor!.Measure(_state.Finished, _state.Average.MixesImages ? _state.Average : null);
    }

    private void Report(TrainingProgress report)
    {
        log.Report(report, _state);
        if (_watch.Collapse(report) is { } collapse) throw Failure(collapse, "collapsed");
        _state.BestFit = _watch.BestFit;
    }

    private void Checkpoint(HeldOutFigures? figures = null)
    {
        if (!Leads) return;
        _state.Save(run.CheckpointFile);
        _state.Finish(inputs.Calibration(device));
        WeightFile.Save(run.WeightsFile, _state.Finished.ToWeights());
        log.Checkpoint(_state, figures);
        _sinceCheckpoint.Restart();
    }

    private void Stop(CancellationToken cancellation)
    {
        RequireFinite();
        Checkpoint();
        log.End("stopped; the same command goes on");
        throw new OperationCanceledException(cancellation);
    }

    private bool IsBadStart(HeldOutFigures? figures)
    {
        if (options.Restarts == 0) return false;
        string? reason = Leads ? TrainingWatch.BadStart(figures ?? Measure()) : null;
        if (!_all.Any(reason is not null)) return false;
        bool again = _state.Attempt < options.Restarts;
        string next = again ? "the training starts again with another initialisation" : "it goes on, but will hardly come to anything; lower the learning_rate";
        log.Warn(Invariant($"Attempt {_state.Attempt + 1} of {options.Restarts + 1} learned nothing in {_state.Images:N0} images ({reason}): {next}."));
        return again;
    }

    /// <summary>A gradient can overflow where the losses did not: the weights are looked at before they replace those of a checkpoint.</summary>
    private void RequireFinite()
    {
        if (_state.Network.IsFinite()) return;
        throw Together(
            Invariant(
                $"The training diverged before {_state.Images:N0} images: weights became NaN or infinite. Lower the learning rate or set a gradient_norm."),
                "diverged");
    }

    private ArithmeticException Divergence(PreparedBatch batch, Losses losses)
    {
        // The whole one: which part of it did it, is not known.
        if (Leads) (_all.Ranks == 1 ? batch : inputs.Loader().Prepare(batch.Position, batch.Count)).Save(run.DivergedFile, losses, _state.Attempt);
        return Together(
            Invariant($"The training diverged after {batch.Position:N0} images: {losses}. Lower the learning rate. The batch is in '{run.DivergedFile}'."),
            "diverged");
    }

    /// <summary>An end that all ranks see: none leaves before the first one has told it.</summary>
    private ArithmeticException Together(string message, string state)
    {
        var error = Failure(message, state);
        _all.Wait();
        return error;
    }

    /// <summary>The end of a training that came to nothing, told wherever somebody may look.</summary>
    private ArithmeticException Failure(string message, string state)
    {
        var error = new ArithmeticException($"{message} {(run.HasCheckpoint ? "The last checkpoint is from before." : "There was no checkpoint yet.")}");
        log.Warn(error.Message);
        log.End(state);
        return error;
    }

    private bool Crossed(PreparedBatch batch, long interval) => _state.Images / interval != batch.Position / interval;
}
