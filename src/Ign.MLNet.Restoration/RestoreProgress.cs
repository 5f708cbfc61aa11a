namespace Ign.MLNet.Restoration;

/// <summary>Reported once for each file, when it is finished; a few times a second while large images are worked on; and when the report is begun.</summary>
/// <param name="Finished">Files finished so far.</param>
/// <param name="Total">Files in the input folder, or of the shard.</param>
/// <param name="Item">The file that has just been finished; null where none has.</param>
public sealed record RestoreProgress(int Finished, int Total, RestorationItem? Item)
{
    /// <summary>Pixels that are done: sent through the network, or of images for which there was nothing to do.</summary>
    public long PixelsDone { get; init; }

    /// <summary>Pixels of all images. Of those not decoded yet it is an estimate by their bytes, so that it changes.</summary>
    public long PixelsTotal { get; init; }

    /// <summary>How much is done, 0 to 1, by pixels; 1 only when every file is finished.</summary>
    public double Share => Finished == Total ? 1 : PixelsTotal > 0 ? Math.Min((double)PixelsDone / PixelsTotal, 0.999) : (double)Finished / Total;

    /// <summary>Results per second of late; null before it can be told.</summary>
    public double? ImagesPerSecond { get; init; }

    /// <summary>Pixels per second of late that went through the network; null before it can be told.</summary>
    public double? PixelsPerSecond { get; init; }

    /// <summary>Expected time to the end, by the pixels that are left, without the report; null before it can be told.</summary>
    public TimeSpan? Remaining { get; init; }

    /// <summary>The stage that the others wait for, or the report after all of them; null before it can be told.</summary>
    public RestorationStage? Bottleneck { get; init; }
}
