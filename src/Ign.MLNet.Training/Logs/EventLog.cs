namespace Ign.MLNet.Training;

/// <summary>Curves and samples for TensorBoard.</summary>
internal sealed class EventLog(RunFolder run, long images) : ITrainingListener
{
    private EventFile _events = new(run.EventsFile, images);

    public void Report(TrainingProgress report, TrainingState state)
    {
        string samples = run.SamplesFile(report.Images);
        var scalars = report.Losses.Named().Select(l => KeyValuePair.Create("loss/" + l.Key, l.Value))
            .Concat((report.HeldOut?.Named() ?? []).Select(f => KeyValuePair.Create("held_out/" + f.Key, f.Value)))
            .Append(new("speed/" + RunStats.Speed, report.ImagesPerSecond))
            .Append(new("speed/" + RunStats.LoadingShare, report.LoadingShare));
        _events.Append(report.Images, scalars, report.HeldOut is not null && File.Exists(samples) ? File.ReadAllBytes(samples) : null);
    }

    public void Restart() => _events = new EventFile(run.EventsFile, 0);
}
