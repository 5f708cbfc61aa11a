using System.CommandLine;
using Ign.MLNet.Restoration;

namespace Ign.MLNet.Cli;

/// <summary><c>ign verify</c>: whether all shards of a plan together have done it.</summary>
internal static class VerifyCommand
{
    internal static Command Create(CliConsole console, StopSignals stop)
    {
        var plan = PathOption.ExistingFolder("--plan", "Folder of the plan.", "folder");
        var report = ValueOption.Of<string?>("--report", "Folder for one report of all shards (default: report in the plan).", "folder");
        var noReport = new Option<bool>("--no-report") { Description = "Write no report." };
        var command = new Command("verify", "Check that every file of a plan is accounted for exactly once and every result is there as it was made.\nProblems are listed; the exit code is then 1.")
        {
            plan, report, noReport,
        };
        command.SetAction((parsed, _) =>
        {
            var loaded = ShardedPlan.Load(parsed.GetRequiredValue(plan));
            string? folder = parsed.GetValue(noReport) ? null : parsed.GetValue(report) ?? Path.Join(loaded.Folder, "report");
            if (folder is not null) OutputPath.CheckFolder("--report", folder);
            return RunAsync(console, loaded, folder, stop.Token);
        });
        return command;
    }

    private static async Task<int> RunAsync(CliConsole console, ShardedPlan plan, string? report, CancellationToken cancellation)
    {
        var result = await plan.VerifyAsync(report, new Listener<string>(problem => console.ErrorLine("ign verify", problem)), cancellation)
            .ConfigureAwait(false);
        if (Unreadable.Line(result.Unreadable) is { } unreadable) console.ErrorLine("ign verify", unreadable);
        string copied = RestoreLines.Copies(result);
        console.Line($"restored {result.Done}{copied}, skipped {result.Skipped}, failed {result.Failed} of {result.Found} files in {result.Shards} shards; {result.Problems} problems");
        if (report is not null) console.Line($"report: {Path.Join(report, "report.html")}");
        if (result.Unfinished.Count > 0) console.Line($"shards to run again: {Again(plan, result.Unfinished)}");
        if (result.Retryable.Count > 0) console.Line($"shards that could be tried again, where a disk or network failed: {Again(plan, result.Retryable)}");
        return !result.Complete ? ExitCode.Failed : result.Failed > 0 ? ExitCode.SomeFailed : ExitCode.Done;
    }

    private static string Again(ShardedPlan plan, IReadOnlyList<int> shards)
    {
        string list = ShardList.Format(shards);
        return $"{list} (ign submit with the options as before and --only {list}, or ign restore --plan {ShellWord.Of(plan.Folder)} --shard {shards[0]})";
    }
}
