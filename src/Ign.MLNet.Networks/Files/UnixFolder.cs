using System.Runtime.InteropServices;

namespace Ign.MLNet.Networks;

/// <summary>.NET opens no folders, so that flushing one takes the system's own calls.</summary>
internal static partial class UnixFolder
{
    private const int ReadOnly = 0, InputOutputError = 5, NoSpace = 28;

    /// <exception cref="IOException">The disk reports an error.</exception>
    internal static void Flush(string folder)
    {
        int descriptor = Open(folder, ReadOnly);
        if (descriptor < 0) return; // may be written but not listed
        try
        {
            // Other errors say that this file system has nothing to flush.
            if (Sync(descriptor) != 0 && Marshal.GetLastPInvokeError() is InputOutputError or NoSpace)
                throw new IOException($"'{folder}' cannot be brought to disk: {Marshal.GetLastPInvokeErrorMessage()}");
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
