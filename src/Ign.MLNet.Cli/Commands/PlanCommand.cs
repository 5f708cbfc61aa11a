using System.CommandLine;
using System.Globalization;
using Ign.MLNet.Restoration;

namespace Ign.MLNet.Cli;

/// <summary><c>ign plan</c>: divides a restoration into shards, for the tasks of a cluster.</summary>
internal static class PlanCommand
{
    internal static Command Create(CliConsole console, StopSignals stop)
    {
        var model = ModelOption.Create(" Every machine must see it under its path.");
        var input = PathOption.ExistingFolder("--in", "Folder with images, searched with its subfolders; only read.", "folder");
        var output = PathOption.Output("--out", "Folder for the results of all shards; apart from the input folder.", "folder");
        var plan = PathOption.Output("--plan", "Folder for the plan; empty or missing, apart from the others.", "folder");
        var shards = new Option<int>("--shards")
        {
            Description = $"How many shards are wanted, 1 to {ShardedPlan.MaxShards}.",
            HelpName = "number",
            Required = true,
        };
        var settings = new RestoreSettings();
        var overwrite = new Option<bool>("--overwrite")
        {
            Description = "Replace outputs that were not made by this plan; otherwise their inputs are skipped.",
        };
        var trustTimes = new Option<bool>("--trust-times")
        {
            Description = "When a shard goes on, take files of the same size and time for unchanged instead of reading them.",
        };
        var replace = new Option<bool>("--replace")
        {
            Description = "Replace a plan that was submitted or whose shards have begun, and forget what they have done.",
        };
        var command = new Command("plan", "Divide a folder of images into shards, which 'ign restore --plan' works on one at a time. Restores nothing yet.");
        foreach (var option in (Option[])[model, input, output, plan, shards, .. settings.All, overwrite, trustTimes, replace]) command.Add(option);
        command.SetAction((parsed, _) =>
        {
            string file = ModelOption.FileOf(parsed, model);
            OutputPath.CheckFolder("--plan", parsed.GetRequiredValue(plan));
            var options = settings.From(parsed, IgnModel.Load(file), parsed.GetRequiredValue(input), parsed.GetRequiredValue(output)) with
            {
                Overwrite = parsed.GetValue(overwrite),
                TrustTimes = parsed.GetValue(trustTimes),
            };
            return RunAsync(console, options, file, parsed.GetValue(shards), parsed.GetRequiredValue(plan), parsed.GetValue(replace), stop.Token);
        });
        return command;
    }

    private static async Task<int> RunAsync(CliConsole console, RestorationOptions options, string model, int shards, string folder, bool replace,
        CancellationToken cancellation)
    {
        var plan = await ShardedPlan.CreateAsync(options, model, shards, folder, replace, cancellation).ConfigureAwait(false);
        int[] images = [.. Enumerable.Range(0, plan.Shards).Select(plan.ImagesOf)];
        if (plan.Shards < shards) console.Line($"{plan.Shards} shards instead of {shards}: there are no more images");
        string each = images.Min() == images.Max() ? $"{images.Min()}" : $"{images.Min()} to {images.Max()}";
        console.Line(string.Create(CultureInfo.InvariantCulture,
            $"{plan.Images} images of {plan.Files} files, {plan.Bytes / 1e6:0.0} MB, in {plan.Shards} shards of {each} images: {plan.Folder}"));
        if (Unreadable.Line(plan.Unreadable()) is { } unreadable) console.ErrorLine("ign plan", unreadable);
        string quoted = ShellWord.Of(folder);
        console.Line($"run it:  ign submit --engine slurm --plan {quoted}   or, for each shard,   ign restore --plan {quoted} --shard 0");
        console.Line($"then:    ign verify --plan {quoted}");
        return ExitCode.Done;
    }
}
