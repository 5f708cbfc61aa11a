namespace Ign.MLNet.Training;

/// <summary>Everything that a run tells about itself: what is heard here, all its listeners hear.</summary>
internal sealed class RunLog : ITrainingListener
{
    private readonly List<ITrainingListener> _listeners = [];
    private readonly IProgress<TrainingProgress>? _progress;

    private RunLog()
    {
    }

    internal RunLog(RunFolder run, TrainingOptions options, RunFacts facts, IgnTraining training, IProgress<TrainingProgress>? progress, HeldOutMonitor monitor,
        TrainingState state)
    {
        _progress = progress;
        SampleGrids.TakeBack(run, state.Images);
        var stats = new RunStats(run.StatsFile, options.Images, state.Attempt, state.Images);
        if (training.SaveSamples) _listeners.Add(new SampleGrids(run, monitor));
        _listeners.AddRange([stats, new EventLog(run, state.Images), new CardFile(run, options, training.Card, facts.Noise),
            new ReportPage(run, options, facts, stats, training.Warn)]);
    }

    /// <summary>That of a rank that is not the first one: it tells nothing.</summary>
    internal static RunLog Silent => new();

    public void Report(TrainingProgress report, TrainingState state)
    {
        foreach (var listener in _listeners) listener.Report(report, state);
        _progress?.Report(report);
    }

    public void Warn(string sentence) => _listeners.ForEach(l => l.Warn(sentence));

    public void Restart() => _listeners.ForEach(l => l.Restart());

    public void Checkpoint(TrainingState state, HeldOutFigures? figures) => _listeners.ForEach(l => l.Checkpoint(state, figures));

    public void End(string outcome) => _listeners.ForEach(l => l.End(outcome));
}
