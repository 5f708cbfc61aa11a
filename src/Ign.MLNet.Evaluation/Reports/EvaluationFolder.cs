using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation;

/// <summary>Writes a report for people and for programs.</summary>
public static class EvaluationFolder
{
    /// <summary>Name of the file for people: one page with tables and pictures.</summary>
    public const string PageName = "evaluation.html";

    /// <summary>Name of the file for programs.</summary>
    public const string JsonName = "evaluation.json";

    /// <summary>Writes both files; earlier ones are replaced.</summary>
    /// <param name="report">The report.</param>
    /// <param name="folder">Folder, made if it is not there.</param>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static void Write(EvaluationReport report, string folder)
    {
        ArgumentNullException.ThrowIfNull(report);
        Write(report.ToJson(), EvaluationPage.Of(report), folder);
    }

    /// <inheritdoc cref="Write(EvaluationReport, string)"/>
    public static void Write(PhotoReport report, string folder)
    {
        ArgumentNullException.ThrowIfNull(report);
        Write(report.ToJson(), EvaluationPage.Of(report), folder);
    }

    private static void Write(string json, string page, string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        Directory.CreateDirectory(folder);
        AtomicFile.WriteAllText(Path.Combine(folder, JsonName), json);
        AtomicFile.WriteAllText(Path.Combine(folder, PageName), page);
    }
}
