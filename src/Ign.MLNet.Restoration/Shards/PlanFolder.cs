using Ign.MLNet.Imaging;

namespace Ign.MLNet.Restoration;

/// <summary>Whether a folder may take a plan.</summary>
internal static class PlanFolder
{
    private static readonly string[] s_begun = [ShardFolder.Shards, "slurm", "kubernetes"], s_known = [PlanFile.Name, Manifest.Name, "report", .. s_begun];

    /// <summary>Refuses folders that must not be written to; writes nothing.</summary>
    /// <exception cref="RestorationRefusedException">It is the input or output folder or lies in one of them, holds something else, or a plan whose shards have
    /// begun.</exception>
    internal static void Check(string folder, RestorationOptions options, bool replace)
    {
        if (File.Exists(folder)) throw new RestorationRefusedException($"'{folder}' is a file; expected a folder for the plan.");
        string real = RealPath.Of(folder);
        foreach (var (name, other) in ((string, string)[])[("input", RealPath.Of(options.InputFolder)), ("output", RealPath.Of(options.OutputFolder))])
            if (RealPath.IsWithin(real, other) || RealPath.IsWithin(other, real))
                throw new RestorationRefusedException($"The plan folder '{folder}' must be apart from the {name} folder '{other}'.");
        if (!Directory.Exists(folder)) return;

        string? foreign = Directory.EnumerateFileSystemEntries(folder).Select(e => Path.GetFileName(e)!).FirstOrDefault(name => !IsKnown(name));
        bool any = Directory.EnumerateFileSystemEntries(folder).Any();
        if (any && !File.Exists(PlanFile.In(folder)) && !File.Exists(Path.Join(folder, Manifest.Name)) || foreign is not null)
            throw new RestorationRefusedException(
                $"The folder '{folder}' holds '{foreign ?? "something else"}', which is no part of a plan; choose an empty folder.");
        CheckBegun(folder, replace);
    }

    /// <summary>
    /// Removes an old plan, unless its shards have begun while the input was looked through. What makes it valid goes first, so that a crash leaves no plan
    /// instead of a wrong one.
    /// </summary>
    /// <exception cref="RestorationRefusedException">It has been submitted or begun, and <paramref name="replace"/> is false.</exception>
    internal static void Clear(string folder, bool replace)
    {
        CheckBegun(folder, replace);
        File.Delete(PlanFile.In(folder));
        File.Delete(Path.Join(folder, Manifest.Name));
        foreach (string name in s_known.Select(name => Path.Join(folder, name)).Where(Directory.Exists)) Directory.Delete(name, recursive: true);
    }

    private static void CheckBegun(string folder, bool replace)
    {
        if (!replace && s_begun.Select(name => Path.Join(folder, name)).Any(path => Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any()))
            throw new RestorationRefusedException($"The plan in '{folder}' has been submitted, or has shards that have begun; choose another folder, or ask to replace the plan (--replace), which forgets what they have done.");
    }

    private static bool IsKnown(string name) => s_known.Contains(name) || name.EndsWith(".partial", StringComparison.Ordinal);
}
