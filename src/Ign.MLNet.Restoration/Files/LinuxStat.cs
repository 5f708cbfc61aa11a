using System.Runtime.InteropServices;

namespace Ign.MLNet.Restoration;

/// <summary>.NET tells neither disk nor number of a file; the structure of <c>statx(2)</c> is the same on all processors.</summary>
internal static partial class LinuxStat
{
    private const int CurrentFolder = -100, Synchronised = 0;
    private const uint Number = 0x100;

    /// <summary>Identity of what a path leads to; null if there is nothing, or it cannot be told: old C libraries and some containers lack the call.</summary>
    internal static FileIdentity? Of(string path)
    {
        try
        {
            return Stat(CurrentFolder, path, Synchronised, Number, out var stat) == 0 ? new FileIdentity(((ulong)stat.DeviceMajor << 32) | stat.DeviceMinor, stat.Inode) : null;
        }
        catch (EntryPointNotFoundException)
        {
            return null;
        }
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Stat(int folder, string path, int flags, uint mask, out Structure stat);

    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Structure
    {
        [FieldOffset(32)] internal ulong Inode;
        [FieldOffset(136)] internal uint DeviceMajor;
        [FieldOffset(140)] internal uint DeviceMinor;
    }
}
