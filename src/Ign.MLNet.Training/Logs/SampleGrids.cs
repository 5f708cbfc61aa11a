namespace Ign.MLNet.Training;

/// <summary>A grid of sample images after each measurement.</summary>
internal sealed class SampleGrids(RunFolder run, HeldOutMonitor monitor) : ITrainingListener
{
    public void Report(TrainingProgress report, TrainingState state)
    {
        if (report.HeldOut is not null) monitor.SaveGrid(state.Finished, run.SamplesFile(report.Images));
    }

    public void Restart() => TakeBack(run, 0);

    /// <summary>Removes the grids beyond a position.</summary>
    internal static void TakeBack(RunFolder run, long images)
    {
        foreach (string file in run.Samples().Where(f => RunFolder.ImagesOf(f) > images)) File.Delete(file);
    }
}
