using System.Runtime.InteropServices;

namespace Ign.MLNet.Restoration;

/// <summary>
/// What .NET does not tell of a file: disk, number, and nanoseconds. The structure of <c>statx(2)</c> is the same on all processors; old C libraries and some
/// containers lack the call.
/// </summary>
internal static partial class LinuxStat
{
    private const int CurrentFolder = -100, Synchronised = 0, FollowLinks = 0;
    private const uint Number = 0x100, Changed = 0x40;
    private const int NanosecondsPerTick = 100;
    private const nint Omit = (1 << 30) - 2;

    /// <summary>Identity of what a path leads to; null if there is nothing, or it cannot be told.</summary>
    internal static FileIdentity? Identity(string path) =>
        Of(path, Number) is { } stat ? new FileIdentity(((ulong)stat.DeviceMajor << 32) | stat.DeviceMinor, stat.Inode) : null;

    /// <summary>What the time of change has beyond whole ticks, 0 to 99.</summary>
    internal static int Nanoseconds(string path) => Of(path, Changed) is { } stat ? (int)(stat.ChangedNanoseconds % NanosecondsPerTick) : 0;

    /// <summary>Sets the time of change, and leaves that of access; false where that cannot be done: .NET's own call tells why.</summary>
    internal static bool TrySetTime(string path, FileStamp time)
    {
        if (!Environment.Is64BitProcess) return false; // there the structure depends on the C library
        var (seconds, ticks) = Math.DivRem(time.Time - DateTime.UnixEpoch.Ticks, TimeSpan.TicksPerSecond);
        if (ticks < 0) (seconds, ticks) = (seconds - 1, ticks + TimeSpan.TicksPerSecond);
        Time[] times = [new() { Nanoseconds = Omit }, new() { Seconds = (nint)seconds, Nanoseconds = (nint)((ticks * NanosecondsPerTick) + time.Nanoseconds) }];
        return SetTimes(CurrentFolder, path, times, FollowLinks) == 0;
    }

    private static Structure? Of(string path, uint what)
    {
        try
        {
            return Stat(CurrentFolder, path, Synchronised, what, out var stat) == 0 ? stat : null;
        }
        catch (EntryPointNotFoundException)
        {
            return null;
        }
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Stat(int folder, string path, int flags, uint mask, out Structure stat);

    [LibraryImport("libc", EntryPoint = "utimensat", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetTimes(int folder, string path, Time[] times, int flags);

    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Structure
    {
        [FieldOffset(32)] internal ulong Inode;
        [FieldOffset(120)] internal uint ChangedNanoseconds;
        [FieldOffset(136)] internal uint DeviceMajor;
        [FieldOffset(140)] internal uint DeviceMinor;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Time
    {
        internal nint Seconds;
        internal nint Nanoseconds;
    }
}
