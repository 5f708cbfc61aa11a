using System.Reflection;
using System.Security.Cryptography;

namespace Ign.MLNet.Restoration;

/// <summary>Makes a plan: looks through the input folder once, divides it, and writes the manifest and then <c>plan.json</c>.</summary>
internal static class PlanWriter
{
    internal static async Task WriteAsync(RestorationOptions options, string modelPath, int shards, string folder, bool replace, CancellationToken cancellation)
    {
        CheckModel(options.Model, modelPath);
        PlanFolder.Check(folder, options, replace);
        var job = await RestorationJob.OpenAsync(options, cancellation).ConfigureAwait(false);
        await using var disposal = job.ConfigureAwait(false);
        var lines = Divide(job.Files, shards);
        Manifest.CheckNew(lines);
        OutputCase.Check(job.Files, options.Format, new JobFolders(options, null).IgnoresCase);

        Directory.CreateDirectory(folder);
        PlanFolder.Clear(folder, replace);
        var parts = Manifest.Write(Path.Join(folder, Manifest.Name), lines);
        PlanFile.Write(folder, new PlanDocument
        {
            Format = PlanDocument.CurrentFormat,
            Library = LibraryVersion,
            Created = DateTimeOffset.UtcNow,
            Model = Path.GetFullPath(modelPath),
            ModelHash = options.Model.Hash,
            Input = Path.GetFullPath(options.InputFolder),
            Output = Path.GetFullPath(options.OutputFolder),
            Options = PlanOptions.Of(options),
            Files = lines.Count,
            Images = parts.Sum(p => p.Images),
            Bytes = parts.Sum(p => p.Bytes),
            Shards = parts,
        });
    }

    internal static string LibraryVersion =>
        typeof(PlanWriter).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    private static void CheckModel(IgnModel model, string path)
    {
        using var file = File.OpenRead(path);
        if (Convert.ToHexStringLower(SHA256.HashData(file)) != model.Hash)
            throw new RestorationRefusedException($"'{path}' is not the model of the options; the shards would load another one.");
    }

    /// <summary>A line for every file, in the order of paths; settled files go with the images around them.</summary>
    private static List<ManifestLine> Divide(IReadOnlyList<FoundFile> files, int shards)
    {
        var ordered = SharedNames.Settle([.. files.OrderBy(f => f.Path, StringComparer.Ordinal)]);
        int[] ends = ShardBalance.Ends([.. ordered.Where(f => f.IsImage).Select(f => f.Bytes)], shards);
        var lines = new List<ManifestLine>(ordered.Count);
        int images = 0, shard = 0;
        foreach (var file in ordered)
        {
            if (file.IsImage && images++ == ends[shard]) shard++;
            lines.Add(file.IsImage ? new ManifestLine(file.Path, shard, file.Bytes) : new ManifestLine(file.Path, shard, null, file.Outcome, file.Reason));
        }
        return lines;
    }
}
