namespace Ign.MLNet.Training;

/// <summary><c>report.html</c>, and the warnings and advice that stand in it and are said once.</summary>
internal sealed class ReportPage : ITrainingListener
{
    private readonly RunFolder _run;
    private readonly TrainingOptions _options;
    private readonly RunFacts _facts;
    private readonly RunStats _stats;
    private readonly Action<string>? _say;
    private readonly TrainingWatch _watch;
    private readonly HashSet<string> _said = [];
    private readonly List<string> _notices = [];

    internal ReportPage(RunFolder run, TrainingOptions options, RunFacts facts, RunStats stats, Action<string>? say)
    {
        (_run, _options, _facts, _stats, _say) = (run, options, facts, stats, say);
        _watch = new TrainingWatch(options);
        foreach (string advice in _watch.BeforeStart()) Warn(advice);
    }

    /// <summary>Advice on the present figures; it goes when they become better.</summary>
    private IEnumerable<string> Advice => _watch.Advice(_stats.LastAttempt);

    public void Report(TrainingProgress report, TrainingState state)
    {
        if (report.HeldOut is null) return;
        foreach (string advice in Advice) Say(advice);
        End("training");
    }

    public void Warn(string sentence)
    {
        if (!_notices.Contains(sentence)) _notices.Add(sentence);
        Say(sentence);
    }

    public void End(string outcome) =>
        new RunReport(_run, _options, _facts, [.. _stats.LastAttempt.Select(RunStats.Named)], [.. _notices, .. Advice]).Write(outcome);

    private void Say(string sentence)
    {
        if (_said.Add(sentence)) _say?.Invoke(sentence);
    }
}
