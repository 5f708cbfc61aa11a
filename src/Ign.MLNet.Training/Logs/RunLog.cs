namespace Ign.MLNet.Training;

/// <summary>Everything that a run tells about itself: <c>stats.jsonl</c>, the TensorBoard file, <c>report.html</c>, and warnings.</summary>
internal sealed class RunLog
{
    private readonly RunFolder _run;
    private readonly TrainingOptions _options;
    private readonly RunFacts _facts;
    private readonly Action<string>? _warn;
    private readonly HashSet<string> _said = [];
    private readonly List<string> _notices = [];
    private readonly RunStats _stats;
    private EventFile _events;

    internal RunLog(RunFolder run, TrainingOptions options, RunFacts facts, Action<string>? warn, int attempt, long images)
    {
        (_run, _options, _facts, _warn) = (run, options, facts, warn);
        _stats = new RunStats(run.StatsFile, attempt, images);
        _events = TakeBack(images);
        foreach (string advice in TrainingAdvice.BeforeStart(options)) Warn(advice);
    }

    /// <summary>Says a sentence that stays true.</summary>
    internal void Warn(string sentence)
    {
        if (!_notices.Contains(sentence)) _notices.Add(sentence);
        Say(sentence);
    }

    internal void Append(TrainingProgress report)
    {
        _stats.Append(report);
        string samples = _run.SamplesFile(report.Images);
        var scalars = report.Losses.Named().Select(l => KeyValuePair.Create("loss/" + l.Key, l.Value))
            .Concat((report.Monitors ?? new Dictionary<string, double>()).Select(m => KeyValuePair.Create("held_out/" + m.Key, m.Value)))
            .Append(new("speed/" + RunStats.Speed, report.ImagesPerSecond))
            .Append(new("speed/" + RunStats.LoadingShare, report.LoadingShare));
        _events.Append(report.Images, scalars, report.Monitors is not null && File.Exists(samples) ? File.ReadAllBytes(samples) : null);
        if (report.Monitors is null) return;
        foreach (string advice in Advice(report.Attempt)) Say(advice);
    }

    /// <summary>Another attempt starts from nothing: what the last one drew would stand at the same numbers of images.</summary>
    internal void Restart() => _events = TakeBack(0);

    /// <summary>Writes <c>report.html</c>.</summary>
    /// <param name="state">How it stands, in a few words.</param>
    internal void WriteReport(string state)
    {
        int attempt = _stats.Lines.Count > 0 ? (int)_stats.Lines[^1].GetValueOrDefault(RunStats.Attempt) : 0;
        new RunReport(_run, _options, _facts, _stats.Lines, [.. _notices, .. Advice(attempt)]).Write(state);
    }

    /// <summary>Advice on the present figures; it goes when they become better.</summary>
    private IEnumerable<string> Advice(int attempt) => TrainingAdvice.Of(_options,
        [.. _stats.Lines.Where(l => l.ContainsKey("reconstruction") && l.GetValueOrDefault(RunStats.Attempt) == attempt && l[RunStats.Images] >= BadStart.CheckAt(_options))]);

    private void Say(string sentence)
    {
        if (_said.Add(sentence)) _warn?.Invoke(sentence);
    }

    private EventFile TakeBack(long images)
    {
        foreach (string file in _run.Samples().Where(f => RunFolder.ImagesOf(f) > images)) File.Delete(file);
        return new EventFile(_run.EventsFile, images);
    }
}
