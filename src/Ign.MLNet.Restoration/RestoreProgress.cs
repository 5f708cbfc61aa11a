namespace Ign.MLNet.Restoration;

/// <summary>Reported once for each file, when it is finished.</summary>
/// <param name="Finished">Files finished so far, this one included.</param>
/// <param name="Total">Files in the input folder, or of the shard.</param>
/// <param name="Item">The file that has just been finished.</param>
public sealed record RestoreProgress(int Finished, int Total, RestorationItem Item)
{
    /// <summary>Results per second of late; null before the first.</summary>
    public double? ImagesPerSecond { get; init; }

    /// <summary>Expected time to the end, by the bytes that are left; null before it can be told.</summary>
    public TimeSpan? Remaining { get; init; }

    /// <summary>The stage that the others wait for; null before it can be told.</summary>
    public RestorationStage? Bottleneck { get; init; }
}
