namespace Ign.MLNet.Restoration;

/// <summary>What a job will take, from a trial on a few of its images that wrote nothing.</summary>
/// <param name="Tried">Images that were tried.</param>
/// <param name="Failures">Those of them that failed.</param>
/// <param name="Bytes">Expected bytes of all results.</param>
/// <param name="Time">Expected time for all images on this machine; null where no image could be tried.</param>
public sealed record RestorationForecast(int Tried, IReadOnlyList<RestorationItem> Failures, long Bytes, TimeSpan? Time);
