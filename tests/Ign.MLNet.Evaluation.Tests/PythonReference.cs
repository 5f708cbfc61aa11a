using System.Globalization;
using System.Runtime.InteropServices;

namespace Ign.MLNet.Evaluation.Tests;

/// <summary>Runs a short program of Debian's Python on numbers.</summary>
internal static class PythonReference
{
    /// <summary>Numbers that the program prints, one a line.</summary>
    /// <param name="script">Program; <c>sys.argv[1]</c> names a file with the values as little-endian 32-bit floats.</param>
    /// <param name="values">Values.</param>
    internal static double[] Run(string script, float[] values)
    {
        using var folder = new TemporaryFolder();
        string input = folder.Write("values.bin", MemoryMarshal.AsBytes(values.AsSpan()).ToArray());
        return Array.ConvertAll(Python.Run("python3-skimage", script, input), line => double.Parse(line, CultureInfo.InvariantCulture));
    }
}
