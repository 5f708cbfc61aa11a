using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Ign.MLNet.Evaluation.Tests;

/// <summary>Runs a short program of Debian's Python on numbers; inconclusive where its packages are missing.</summary>
internal static class PythonReference
{
    private const string Python = "/usr/bin/python3";

    /// <summary>Numbers that the program prints, one a line.</summary>
    /// <param name="script">Program; <c>sys.argv[1]</c> names a file with the values as little-endian 32-bit floats.</param>
    /// <param name="values">Values.</param>
    internal static double[] Run(string script, float[] values)
    {
        if (!File.Exists(Python)) Assert.Inconclusive($"There is no {Python}.");
        using var folder = new TemporaryFolder();
        string input = folder.Write("values.bin", MemoryMarshal.AsBytes(values.AsSpan()).ToArray()), program = folder.Write("reference.py", Encoding.UTF8.GetBytes(script));
        using var process = Process.Start(new ProcessStartInfo(Python, [program, input]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (errors.Result.Contains("ModuleNotFoundError", StringComparison.Ordinal)) Assert.Inconclusive("SciPy or scikit-image is not installed (apt-get install python3-skimage, which brings python3-scipy).");
        Assert.AreEqual(0, process.ExitCode, errors.Result);
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => double.Parse(line, CultureInfo.InvariantCulture))];
    }
}
