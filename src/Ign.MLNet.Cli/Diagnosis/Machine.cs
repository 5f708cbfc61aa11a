using System.Globalization;
using System.Runtime.InteropServices;

namespace Ign.MLNet.Cli;

/// <summary>What the program runs on.</summary>
internal static class Machine
{
    internal static IEnumerable<Finding> Look()
    {
        yield return new Finding("system", $"{RuntimeInformation.OSDescription} ({RuntimeInformation.RuntimeIdentifier})");
        yield return new Finding("runtime", RuntimeInformation.FrameworkDescription);
        // .NET reports what a container may use, not what the host has.
        string memory = (GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1L << 30)).ToString("0.0", CultureInfo.InvariantCulture);
        yield return new Finding("processor", $"{Environment.ProcessorCount} cores, {memory} GiB of memory");
    }
}
