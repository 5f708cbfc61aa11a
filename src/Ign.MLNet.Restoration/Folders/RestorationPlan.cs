using System.Security.Cryptography;
using System.Text;

namespace Ign.MLNet.Restoration;

/// <summary>What a job will do, after everything that can be refused before work has been checked.</summary>
/// <param name="Files">All files of the input folder, ordered by path.</param>
/// <param name="Output">The output folder, without links; it exists and can be written.</param>
internal sealed record RestorationPlan(IReadOnlyList<FoundFile> Files, string Output)
{
    /// <exception cref="RestorationRefusedException">The folders do not allow the job.</exception>
    internal static RestorationPlan For(RestorationJob job, CancellationToken cancellation)
    {
        if (File.Exists(job.InputFolder)) throw new RestorationRefusedException($"The input '{job.InputFolder}' is a file; expected a folder.");
        if (!Directory.Exists(job.InputFolder)) throw new RestorationRefusedException($"The input folder '{job.InputFolder}' does not exist.");
        if (File.Exists(job.OutputFolder)) throw new RestorationRefusedException($"The output '{job.OutputFolder}' is a file; expected a folder.");
        string input = RealPath.Of(job.InputFolder), output = RealPath.Of(job.OutputFolder);
        CheckApart(job, input, output);
        CheckReport(job, input);
        var files = Scan(job, output, cancellation);
        bool ignoresCase = Prepare(job, output);
        CheckCollisions(files, ignoresCase);
        return new RestorationPlan(files, output);
    }

    /// <summary>No two images may share an output. With equal names below both folders that takes a file system that sees two names as one.</summary>
    internal static void CheckCollisions(IEnumerable<FoundFile> files, bool ignoresCase)
    {
        if (!ignoresCase) return;
        var taken = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var file in files.Where(f => f.Verdict is null))
        {
            string key = file.Path.Normalize(NormalizationForm.FormC);
            if (!taken.TryAdd(key, file.Path))
                throw new RestorationRefusedException($"'{taken[key]}' and '{file.Path}' would become one file in the output folder, whose file system ignores case; rename one of them.");
        }
    }

    private static void CheckApart(RestorationJob job, string input, string output)
    {
        if (RealPath.IsWithin(input, output) && RealPath.IsWithin(output, input))
            throw new RestorationRefusedException($"Input and output are the same folder '{input}'; choose another output, inputs are never overwritten.");
        if (RealPath.IsWithin(output, input))
            throw new RestorationRefusedException($"The output folder '{job.OutputFolder}' is inside the input folder '{job.InputFolder}'; choose one outside.");
        if (RealPath.IsWithin(input, output))
            throw new RestorationRefusedException($"The input folder '{job.InputFolder}' is inside the output folder '{job.OutputFolder}'; choose another output.");
    }

    private static void CheckReport(RestorationJob job, string input)
    {
        if (job.ReportFile is null) return;
        if (Directory.Exists(job.ReportFile)) throw new RestorationRefusedException($"The report '{job.ReportFile}' is a folder; expected a file name.");
        string folder = Path.GetDirectoryName(Path.GetFullPath(job.ReportFile))!;
        if (RealPath.IsWithin(RealPath.Of(folder), input))
            throw new RestorationRefusedException($"The report '{job.ReportFile}' is inside the input folder, where nothing is written; choose another place.");
        if (ImageFormats.IsImageName(job.ReportFile))
            throw new RestorationRefusedException($"The report '{job.ReportFile}' has the name of an image; expected a name like report.jsonl.");
        if (!Directory.Exists(folder) && !RealPath.IsWithin(folder, Path.GetFullPath(job.OutputFolder)))
            throw new RestorationRefusedException($"The folder of the report '{job.ReportFile}' does not exist.");
    }

    private static IReadOnlyList<FoundFile> Scan(RestorationJob job, string output, CancellationToken cancellation)
    {
        IReadOnlyList<FoundFile> files;
        try
        {
            files = FolderScan.Of(job.InputFolder, output, cancellation);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RestorationRefusedException($"The input folder '{job.InputFolder}' cannot be read: {e.Message}", e);
        }
        if (!files.Any(f => f.Verdict is null))
            throw new RestorationRefusedException($"The input folder '{job.InputFolder}' holds no images ({ImageFormats.Accepted}).");
        return files;
    }

    /// <summary>Creates the output folder, tries to write there, and finds out whether its file system ignores case.</summary>
    private static bool Prepare(RestorationJob job, string output)
    {
        try
        {
            Directory.CreateDirectory(output);
            if (job.ReportFile is not null) Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(job.ReportFile))!);
            string probe = $".ign-{RandomNumberGenerator.GetHexString(8, lowercase: true)}.partial";
            using var file = new FileStream(Path.Join(output, probe), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            return File.Exists(Path.Join(output, probe.ToUpperInvariant()));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RestorationRefusedException($"The output folder '{job.OutputFolder}' cannot be written: {e.Message}", e);
        }
    }
}
