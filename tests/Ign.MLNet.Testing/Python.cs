using System.Diagnostics;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Ign.MLNet.Testing;

/// <summary>Debian's Python, whose packages read formats and know metrics without sharing code with this repository.</summary>
internal static class Python
{
    private const string Program = "/usr/bin/python3"; // the one that Debian's packages belong to

    /// <summary>Lines that a program prints; it must end well.</summary>
    /// <param name="packages">Debian packages of the modules that it imports.</param>
    /// <param name="script">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    internal static string[] Run(string packages, string script, params string[] arguments)
    {
        Require.That(File.Exists(Program), $"There is no {Program}.");
        using var process =
            Process.Start(new ProcessStartInfo(Program, ["-c", script, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Require.That(!errors.Result.Contains("ModuleNotFoundError", StringComparison.Ordinal),
            $"{errors.Result.TrimEnd().Split('\n')[^1]} (apt-get install {packages}).");
        Assert.AreEqual(0, process.ExitCode, errors.Result);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
