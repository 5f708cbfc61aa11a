using System.ComponentModel;
using System.Diagnostics;

namespace Ign.MLNet.Cli;

/// <summary>Runs a program of somebody else.</summary>
internal static class ExternalProgram
{
    /// <summary>Runs it to its end and returns what it wrote.</summary>
    /// <exception cref="FileNotFoundException">It is not installed.</exception>
    internal static async Task<(int Code, string Output, string Error)> RunAsync(string program, string folder, IEnumerable<string> arguments,
        CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Start(start);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(cancellation), process.StandardError.ReadToEndAsync(cancellation));
        await process.WaitForExitAsync(cancellation).ConfigureAwait(false);
        return (process.ExitCode, await output.ConfigureAwait(false), await error.ConfigureAwait(false));
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new FileNotFoundException(
                $"'{start.FileName}' cannot be started ({e.Message}). Is it installed here? --dry-run shows what it would be given.", e);
        }
    }
}
