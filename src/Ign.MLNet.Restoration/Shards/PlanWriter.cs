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
        string input = Path.GetFullPath(options.InputFolder), output = Path.GetFullPath(options.OutputFolder);
        IReadOnlyList<FoundFile> files;
        var job = await RestorationJob.OpenAsync(options, cancellation).ConfigureAwait(false);
        await using (job.ConfigureAwait(false)) files = FolderScan.Of(input, RealPath.Of(output), cancellation);
        var lines = Divide(files, shards, cancellation);

        Directory.CreateDirectory(folder);
        PlanFolder.Clear(folder);
        var parts = Manifest.Write(Path.Join(folder, Manifest.Name), lines);
        PlanFile.Write(folder, new PlanDocument
        {
            Format = PlanDocument.CurrentFormat,
            Library = LibraryVersion,
            Created = DateTimeOffset.UtcNow,
            Model = Path.GetFullPath(modelPath),
            ModelHash = options.Model.Hash,
            Input = input,
            Output = output,
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
        if (Convert.ToHexStringLower(SHA256.HashData(file)) != model.Hash) throw new RestorationRefusedException($"'{path}' is not the model of the options; the shards would load another one.");
    }

    /// <summary>A line for every file, in the order of paths; settled files go with the images around them.</summary>
    private static List<ManifestLine> Divide(IReadOnlyList<FoundFile> files, int shards, CancellationToken cancellation)
    {
        var ordered = files.OrderBy(f => f.Path, StringComparer.Ordinal).ToList();
        var sizes = new List<long>();
        foreach (var file in ordered.Where(f => f.Verdict is null))
        {
            cancellation.ThrowIfCancellationRequested();
            sizes.Add(Size(file.FullPath));
        }
        if (sizes.Count == 0) throw new RestorationRefusedException("The input folder holds no images.");
        int[] ends = ShardBalance.Ends(sizes, shards);
        var lines = new List<ManifestLine>(ordered.Count);
        int image = 0, shard = 0;
        foreach (var file in ordered)
        {
            if (file.Verdict is { } settled)
            {
                lines.Add(new ManifestLine(file.Path, shard, null, settled.Outcome, settled.Reason));
                continue;
            }
            if (image == ends[shard]) shard++;
            lines.Add(new ManifestLine(file.Path, shard, sizes[image++]));
        }
        return lines;
    }

    /// <summary>A file that has gone since the scan fails when its shard opens it, not here.</summary>
    private static long Size(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? file.Length : 0;
    }
}
