namespace Ign.MLNet.Restoration;

/// <summary>What tells a changed file without reading it.</summary>
/// <param name="Length">Bytes.</param>
/// <param name="Time">Time of the last change, in ticks of UTC.</param>
internal readonly record struct FileStamp(long Length, long Time);
