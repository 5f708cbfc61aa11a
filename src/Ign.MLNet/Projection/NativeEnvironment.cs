using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Ign.MLNet;

/// <summary>The variables that native libraries read. On Linux and macOS these are not those that .NET sets.</summary>
internal static class NativeEnvironment
{
    /// <summary>Sets a variable, unless somebody has set it. Where there is no way to, it stays as it is: no work depends on it.</summary>
    internal static void SetIfUnset(string name, string value)
    {
        if (Environment.GetEnvironmentVariable(name) is not null) return;
        try
        {
            if (OperatingSystem.IsWindows()) Environment.SetEnvironmentVariable(name, value);
            else _ = Set(name, value, overwrite: 0);
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
        }
    }

    /// <summary>
    /// From 1.31 on, ONNX Runtime keeps a file of events in the user's cache and sends it to its maker. Who restores photographs expects neither. It reads the
    /// variable when it is first used, so that this comes before whatever uses it.
    /// </summary>
#pragma warning disable CA2255 // A library that starts something by itself surprises; this one keeps another from doing so.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void TurnTelemetryOff() => SetIfUnset("ORT_DISABLE_TELEMETRY", "1");

    [DllImport("libc", EntryPoint = "setenv", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Set(string name, string value, int overwrite);
}
