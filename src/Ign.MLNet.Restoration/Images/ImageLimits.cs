namespace Ign.MLNet.Restoration;

/// <summary>What a file may cost before it is given up; all but the time are checked on its header, before anything is decoded.</summary>
public sealed record ImageLimits
{
    /// <summary>Largest number of pixels. Images beyond 268 million fail in any case: arrays end there.</summary>
    public long MaxPixels { get; init; } = 100_000_000;

    /// <summary>
    /// Largest ratio of decoded to stored bytes of an image above 4 million pixels: plain areas compress to a thousandth at most, in any format but
    /// WebP; what goes far beyond that is a trap.
    /// </summary>
    public double MaxRatio { get; init; } = 2_000;

    /// <summary>
    /// Longest time that decoding one image may take. It is looked at between rows; WebP and progressive JPEG are decoded in one go and fail after it.
    /// </summary>
    public TimeSpan MaxDecodeTime { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>What measures that time.</summary>
    internal TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Largest compressed file that is read, in bytes.</summary>
    public long MaxFileBytes { get; init; } = 1L << 30;
}
