using System.Runtime.InteropServices;

namespace Ign.MLNet.Training;

/// <summary>
/// What the C library does with memory that a training step gives back. As it comes, glibc returns every large piece to the system, and the next
/// step pays for getting it again, page by page: a step took up to twice as long. Here it is kept until the training is over.
/// </summary>
internal static class FreedMemory
{
    // malloc.h; only glibc has them, and there is nothing to gain elsewhere.
    private const int TrimThreshold = -1, TopPad = -2, MmapThreshold = -3;

    /// <summary>From now on freed memory is kept for the next step.</summary>
    internal static void Keep()
    {
        if (!OperatingSystem.IsLinux()) return;
        try
        {
            _ = SetOption(MmapThreshold, 32 << 20); // the most that glibc takes
            _ = SetOption(TrimThreshold, int.MaxValue);
            _ = SetOption(TopPad, 64 << 20);
        }
        catch (EntryPointNotFoundException)
        {
            // musl
        }
    }

    /// <summary>Gives back what is kept now.</summary>
    internal static void GiveBack()
    {
        if (!OperatingSystem.IsLinux()) return;
        try
        {
            _ = Trim(0);
        }
        catch (EntryPointNotFoundException)
        {
            // musl
        }
    }

    [DllImport("libc", EntryPoint = "mallopt")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetOption(int option, int value);

    [DllImport("libc", EntryPoint = "malloc_trim")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Trim(nuint left);
}
