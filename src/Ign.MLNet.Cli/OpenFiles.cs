using System.Globalization;

namespace Ign.MLNet.Cli;

/// <summary>
/// How many files this process may open. The runtime opens the parts of the program one by one, and aborts where it cannot; so that is asked for first.
/// </summary>
internal static class OpenFiles
{
    private const int Least = 200;
    private const string Limits = "/proc/self/limits", Name = "Max open files";

    /// <summary>Refuses to begin what could not be ended in good order.</summary>
    internal static void Check()
    {
        if (!OperatingSystem.IsLinux() || !File.Exists(Limits)) return;
        foreach (string line in File.ReadAllLines(Limits))
        {
            if (!line.StartsWith(Name, StringComparison.Ordinal)) continue;
            string[] columns = line[Name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (int.TryParse(columns[0], NumberStyles.None, CultureInfo.InvariantCulture, out int allowed) && allowed < Least)
                throw new IOException(
                    $"this process may open {allowed} files at most, and needs {Least}; raise the limit ('ulimit -n {Least}' or more) and run this again.");
        }
    }
}
