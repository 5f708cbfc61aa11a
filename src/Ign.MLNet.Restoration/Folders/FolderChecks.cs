using System.Text;
using Ign.MLNet.Imaging;

namespace Ign.MLNet.Restoration;

/// <summary>What can be refused before any work: folders in each other's way, outputs that would meet, no room.</summary>
internal static class FolderChecks
{
    private const long SmallestRoom = 1 << 20;
    private const int Listed = 10;

    /// <summary>Input and output must be apart, and what is no folder must not be taken for one.</summary>
    /// <exception cref="RestorationRefusedException">They are not.</exception>
    internal static void CheckFolders(RestorationOptions options)
    {
        if (File.Exists(options.InputFolder)) throw new RestorationRefusedException($"The input '{options.InputFolder}' is a file; expected a folder.");
        if (!Directory.Exists(options.InputFolder)) throw new RestorationRefusedException($"The input folder '{options.InputFolder}' does not exist.");
        if (File.Exists(options.OutputFolder)) throw new RestorationRefusedException($"The output '{options.OutputFolder}' is a file; expected a folder.");
        string input = RealPath.Of(options.InputFolder), output = RealPath.Of(options.OutputFolder);
        bool outside = !RealPath.IsWithin(input, output), apart = !RealPath.IsWithin(output, input);
        if (!outside && !apart)
            throw new RestorationRefusedException($"Input and output are the same folder '{input}'; choose another output, inputs are never overwritten.");
        if (!apart)
            throw new RestorationRefusedException(
                $"The output folder '{options.OutputFolder}' is inside the input folder '{options.InputFolder}'; choose one outside.");
        if (!outside)
            throw new RestorationRefusedException(
                $"The input folder '{options.InputFolder}' is inside the output folder '{options.OutputFolder}'; choose another output.");
        if (options.ReportFolder is not { } report) return;
        if (File.Exists(report)) throw new RestorationRefusedException($"The report '{report}' is a file; expected a folder.");
        if (RealPath.IsWithin(RealPath.Of(report), input))
            throw new RestorationRefusedException($"The report folder '{report}' is inside the input folder, where nothing is written; choose another place.");
    }

    /// <summary>No two images may get one output: by another format, or by a file system that does not tell upper from lower case.</summary>
    /// <exception cref="RestorationRefusedException">Some do; the message lists them.</exception>
    internal static void CheckCollisions(IReadOnlyCollection<FoundFile> files, ImageFormat? format, bool ignoresCase)
    {
        if (!ignoresCase && files.All(f => !f.IsImage || OutputName.Of(f.Path, format) == f.Path)) return; // names stay, and so do not meet
        var taken = new Dictionary<string, string>(ignoresCase ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        var meeting = new List<string>();
        int more = 0;
        foreach (var file in files.Where(f => f.IsImage))
        {
            string output = OutputName.Of(file.Path, format);
            string key = ignoresCase ? Normalized(output) : output;
            if (taken.TryAdd(key, file.Path)) continue;
            string first = taken[key];
            if (meeting.Count < Listed) meeting.Add($"'{first}' and '{file.Path}'");
            else more++;
        }
        if (meeting.Count == 0) return;
        string why = ignoresCase ? "the output's file system ignores case" : "names would differ by nothing but the format";
        throw new RestorationRefusedException($"Different images would become one file in the output folder ({why}): {string.Join("; ", meeting)}{(more > 0 ? $"; and {more:N0} more" : "")}. Rename them{(format is null ? "" : " or keep their formats")}.");
    }

    private static string Normalized(string name)
    {
        try
        {
            return name.Normalize(NormalizationForm.FormC);
        }
        catch (ArgumentException)
        {
            return name; // half a surrogate pair, as Windows allows it
        }
    }

    /// <summary>Refuses a disk that cannot even take the largest image.</summary>
    /// <returns>A warning where all outputs together may not fit, if they are as large as their inputs; null otherwise.</returns>
    /// <exception cref="RestorationRefusedException">The disk is full.</exception>
    internal static string? CheckRoom(string output, IReadOnlyList<FoundFile> files)
    {
        string? existing = Path.GetFullPath(output);
        while (existing is not null && !Directory.Exists(existing)) existing = Path.GetDirectoryName(existing);
        if (existing is null) return null; // a drive that is not there; writing will tell
        long room;
        try
        {
            var drive = new DriveInfo(existing);
            if (drive.TotalSize == 0) return null; // no disk at all; writing will tell
            room = drive.AvailableFreeSpace;
        }
        catch (Exception e) when (e is IOException or ArgumentException or UnauthorizedAccessException)
        {
            return null; // a network path that does not tell
        }
        long largest = Math.Max(SmallestRoom, files.Max(f => f.Bytes)), all = files.Sum(f => f.Bytes);
        if (room < largest)
            throw new RestorationRefusedException(
                $"The disk of '{output}' is full: {room:N0} bytes are free, and the largest image has {largest:N0}. Make room or choose another output.");
        return room < all ? $"The disk of '{output}' has {room:N0} bytes free; the inputs have {all:N0}." : null;
    }
}
