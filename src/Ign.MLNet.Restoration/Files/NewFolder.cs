using System.Runtime.InteropServices;

namespace Ign.MLNet.Restoration;

/// <summary>.NET creates a folder only together with those above it, so that one alone takes the system's own call.</summary>
internal static partial class NewFolder
{
    private const int NotPermitted = 1, Missing = 2, AccessDenied = 13, Exists = 17;
    private const uint All = 0b111_111_111; // the process's mask takes from it

    /// <summary>Creates one folder, where there is none yet.</summary>
    /// <exception cref="DirectoryNotFoundException">The folder above it is missing.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder above it may not be written.</exception>
    /// <exception cref="IOException">A file stands there, or the disk is full or reports an error.</exception>
    internal static void Create(string folder)
    {
        if (Make(folder, All) == 0) return;
        int error = Marshal.GetLastPInvokeError();
        if (error == Exists && Directory.Exists(folder)) return;
        string message = $"The folder '{folder}' cannot be created: {Marshal.GetPInvokeErrorMessage(error)}.";
        throw error switch
        {
            Missing => new DirectoryNotFoundException(message),
            NotPermitted or AccessDenied => new UnauthorizedAccessException(message),
            _ => new IOException(message, error),
        };
    }

    [LibraryImport("libc", EntryPoint = "mkdir", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Make(string path, uint mode);
}
