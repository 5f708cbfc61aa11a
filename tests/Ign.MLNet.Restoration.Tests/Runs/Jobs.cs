namespace Ign.MLNet.Restoration.Tests;

internal static class Jobs
{
    /// <summary>A job that restores every image, also those that its model does not change.</summary>
    internal static RestorationOptions Make(TemporaryFolder folder, IgnModel model) => new()
    {
        Model = model,
        InputFolder = folder["in"],
        OutputFolder = folder["out"],
        CleanBelow = 0,
        Inference = new IgnProjectorOptions { BatchSize = 4, IntraOpThreads = 1 },
    };

    internal static Task<JobResult> Run(TemporaryFolder folder, IgnModel model) => Make(folder, model).RunAsync();

    /// <summary>Opens and runs a job, and collects its items.</summary>
    internal static async Task<JobResult> RunAsync(this RestorationOptions options, Action<RestoreProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        var items = new List<RestorationItem>();
        await using var job = await RestorationJob.OpenAsync(options, cancellation);
        var summary = await job.RunAsync(new Inline<RestoreProgress>(p =>
        {
            if (p.Item is { } item) items.Add(item);
            progress?.Invoke(p);
        }), cancellation);
        return new JobResult(summary, [.. items.OrderBy(i => i.Path, StringComparer.Ordinal)]);
    }

    /// <summary>The results below an output folder, without the journal.</summary>
    internal static string[] FilesBelow(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(folder, f).Replace('\\', '/'))
            .Where(f => !f.StartsWith(".ign/", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
    ];
}
