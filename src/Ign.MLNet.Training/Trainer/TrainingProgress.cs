namespace Ign.MLNet.Training;

/// <summary>Where a training stands.</summary>
/// <param name="Images">Images trained on so far.</param>
/// <param name="TotalImages">Images of the whole training.</param>
/// <param name="Losses">Losses, averaged since the last report.</param>
/// <param name="ImagesPerSecond">Speed since the last report.</param>
/// <param name="HeldOut">Figures on held-out images, when they were just measured; else null.</param>
public sealed record TrainingProgress(long Images, long TotalImages, Losses Losses, double ImagesPerSecond, HeldOutFigures? HeldOut)
{
    /// <summary>Share of the time since the last report for which the steps waited for data, 0 to 1.</summary>
    public double LoadingShare { get; init; }

    /// <summary>How often the training started again with another initialisation.</summary>
    public int Attempt { get; init; }

    /// <summary>Time left at the present speed.</summary>
    public TimeSpan Remaining => TimeSpan.FromSeconds(Math.Min((TotalImages - Images) / Math.Max(ImagesPerSecond, 1e-3), 1e8));
}
