namespace Ign.MLNet.Restoration;

/// <summary>Addresses of results as a page in the report's folder names them.</summary>
internal sealed class ReportLinks(string reportFolder, string outputFolder)
{
    private readonly string _base = Base(reportFolder, outputFolder);

    /// <summary>A relative address, which survives moving report and results together.</summary>
    internal string To(string output) => _base + Escaped(output);

    private static string Base(string from, string to)
    {
        string relative = Path.GetRelativePath(from, to).Replace('\\', '/');
        if (relative == ".") return "";
        // On another drive there is no relative address.
        return Path.IsPathRooted(relative) ? new Uri(Path.TrimEndingDirectorySeparator(Path.GetFullPath(to)) + "/").AbsoluteUri : Escaped(relative) + "/";
    }

    private static string Escaped(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
}
