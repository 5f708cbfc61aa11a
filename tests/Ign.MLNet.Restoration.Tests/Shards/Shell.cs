using System.Diagnostics;

namespace Ign.MLNet.Restoration.Tests;

/// <summary>Runs scripts.</summary>
internal static class Shell
{
    /// <summary>Exit code and standard output of a script.</summary>
    internal static async Task<(int Code, string Output)> RunAsync(string shell, string[] arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(shell, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await error);
    }

    /// <summary>A program of one line, with the rest of its arguments noted in a file beside it.</summary>
    internal static void Fake(string path, string line)
    {
        File.WriteAllText(path, $"#!/bin/sh\nprintf '%s\\n' \"$@\" >> '{path}.arguments'\n{line}\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
