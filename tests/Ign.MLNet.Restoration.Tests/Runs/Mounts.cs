using System.Diagnostics;

namespace Ign.MLNet.Restoration.Tests;

/// <summary>Real disks in memory. Mounting one takes rights that not everybody has.</summary>
internal static class Mounts
{
    /// <summary>Mounts a disk of that size until it is disposed.</summary>
    internal static IDisposable Small(string folder, string size)
    {
        Require.That(Run("mount", "-t", "tmpfs", "-o", $"size={size}", "tmpfs", folder) == 0, "This account may not mount disks.");
        return new Mount(folder);
    }

    internal static int Run(string program, params string[] args)
    {
        var start = new ProcessStartInfo(program, args) { RedirectStandardError = true };
        using var process = Process.Start(start)!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode;
    }

    private sealed class Mount(string folder) : IDisposable
    {
        public void Dispose() => Run("umount", folder);
    }
}
