namespace Ign.MLNet.Restoration;

/// <summary>What tells a changed file without reading it, and what a result takes over from its input.</summary>
/// <param name="Length">Bytes.</param>
/// <param name="Time">Time of the last change, in ticks of UTC.</param>
/// <param name="Nanoseconds">What that time has beyond whole ticks, 0 to 99, where the system tells.</param>
/// <param name="Mode">Permissions; null where the system has none of this kind.</param>
internal readonly record struct FileStamp(long Length, long Time, int Nanoseconds = 0, UnixFileMode? Mode = null);
