using System.Security.Cryptography;
using System.Text.Json;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Restoration;

/// <summary>Works through one shard and says so in <c>done.json</c>.</summary>
internal static class ShardRun
{
    internal static async Task<RestorationSummary> RunAsync(
        ShardedPlan plan, int shard, IgnProjectorOptions inference, int threads, long? maxMemory, IProgress<RestoreProgress>? progress, bool retryFailed,
        CancellationToken cancellation)
    {
        var started = DateTimeOffset.UtcNow;
        if (!File.Exists(plan.ModelPath)) throw new RestorationStoppedException(NoModel(plan), new FileNotFoundException(null, plan.ModelPath));
        var model = LoadModel(plan);
        string[] paths = [.. plan.Lines(shard).Where(l => l.IsImage).Select(l => l.Path)];
        var folder = ShardFolder.Of(plan.Folder, shard);
        var options = plan.Document.Options.For(model, plan.InputFolder, plan.OutputFolder) with
        {
            Inference = inference,
            Threads = threads,
            MaxMemory = maxMemory,
            ReportFolder = folder.Report,
        };
        if (retryFailed) options = options with { RetryFailed = true };
        OptionChecks.Check(options);
        var selection = new RestorationSelection(paths, folder.Path, Leftovers.Tag(plan, shard));
        var passing = new PassingFailures(progress);

        var summary = await RunAsync(options, selection, passing, cancellation).ConfigureAwait(false);
        // It holds the hash of the report, so that a run which is killed while it replaces one of the two leaves a shard that is not finished.
        if (summary.Complete)
            AtomicFile.WriteAllBytes(folder.Done,
                JsonSerializer.SerializeToUtf8Bytes(Result(plan, shard, folder, summary, started), PlanJson.Indented.ShardResult));
        if (passing.Count == paths.Length)
            throw new RestorationStoppedException(
                $"Not one of the {paths.Length} images of shard {shard} could be read or written: '{passing.First!.Path}' {passing.First.Reason} Mend it and run this again.", new IOException(passing.First.Reason));
        return summary;
    }

    /// <summary>The options and folders were accepted when the plan was made: what is refused now is this machine's or this moment's.</summary>
    private static async Task<RestorationSummary> RunAsync(RestorationOptions options, RestorationSelection selection, IProgress<RestoreProgress> progress,
        CancellationToken cancellation)
    {
        try
        {
            var job = await RestorationJob.OpenAsync(options, selection, cancellation).ConfigureAwait(false);
            await using var disposal = job.ConfigureAwait(false);
            return await job.RunAsync(progress, cancellation).ConfigureAwait(false);
        }
        catch (RestorationRefusedException e)
        {
            throw new RestorationStoppedException(e.Message, e);
        }
    }

    internal static IgnModel LoadModel(ShardedPlan plan)
    {
        if (!File.Exists(plan.ModelPath)) throw new RestorationRefusedException(NoModel(plan));
        var model = IgnModel.Load(plan.ModelPath);
        if (model.Hash != plan.ModelHash)
            throw new RestorationRefusedException(
                $"'{plan.ModelPath}' is not the model that the plan was made with; put that one back, or make the plan again.");
        return model;
    }

    private static string NoModel(ShardedPlan plan) => $"The model of the plan, '{plan.ModelPath}', is not there; this machine must see it under that path.";

    private static ShardResult Result(ShardedPlan plan, int shard, ShardFolder folder, RestorationSummary summary, DateTimeOffset started)
    {
        using var report = File.OpenRead(folder.ReportLines);
        return new ShardResult(summary)
        {
            Plan = plan.Hash,
            Shard = shard,
            ModelHash = plan.ModelHash,
            ReportHash = Convert.ToHexStringLower(SHA256.HashData(report)),
            Host = Environment.MachineName,
            Started = started,
            Finished = DateTimeOffset.UtcNow,
            Execution = summary.Execution,
        };
    }
}
