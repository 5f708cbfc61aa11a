using System.Text.RegularExpressions;
using Ign.MLNet.Networks;
using Ign.MLNet.Restoration;

namespace Ign.MLNet.Cli;

/// <summary>Writes what an engine is given into the plan's folder and calls the engine's program, or only shows both.</summary>
internal sealed partial class Submission(CliConsole console, bool dryRun, CancellationToken cancellation)
{
    internal async Task<int> ToSlurmAsync(SlurmScript script)
    {
        string restore = script.Restore(), verify = script.Verify();
        if (dryRun)
        {
            Show(Path.Join(script.Folder, "restore.sh"), restore);
            Show(Path.Join(script.Folder, "verify.sh"), verify);
            console.Line($"would call in {ShellWord.Of(script.Folder)}: sbatch --parsable restore.sh; sbatch --parsable --dependency=afterany:ARRAY verify.sh");
            return ExitCode.Done;
        }
        Directory.CreateDirectory(Path.Join(script.Folder, "logs"));
        AtomicFile.WriteAllText(Path.Join(script.Folder, "restore.sh"), restore);
        AtomicFile.WriteAllText(Path.Join(script.Folder, "verify.sh"), verify);
        string array = JobOf(await CallAsync("sbatch", script.Folder, ["--parsable", "restore.sh"]).ConfigureAwait(false));
        console.Line($"array {array}: a task for each shard; logs in {Path.Join(script.Folder, "logs")}");
        string check = JobOf(await CallAsync("sbatch", script.Folder, ["--parsable", $"--dependency=afterany:{array}", "verify.sh"]).ConfigureAwait(false));
        console.Line($"job {check}: ign verify, when the array has ended");
        return ExitCode.Done;
    }

    internal async Task<int> ToKubernetesAsync(KubernetesJob job)
    {
        string restore = job.Restore(), verify = job.Verify(), file = Path.Join(job.Folder, "restore.yaml"), verifyFile = Path.Join(job.Folder, "verify.yaml");
        if (dryRun)
        {
            Show(file, restore);
            Show(verifyFile, verify);
            console.Line($"would call: kubectl apply -f {ShellWord.Of(file)}");
            return ExitCode.Done;
        }
        Directory.CreateDirectory(job.Folder);
        AtomicFile.WriteAllText(file, restore);
        AtomicFile.WriteAllText(verifyFile, verify);
        console.Line((await CallAsync("kubectl", job.Folder, ["apply", "-f", file]).ConfigureAwait(false)).Trim());
        console.Line($"when the Job has ended: kubectl apply -f {ShellWord.Of(verifyFile)}   or   ign verify where the volume is mounted");
        return ExitCode.Done;
    }

    private void Show(string path, string text)
    {
        console.Out.WriteLine($"# {CliConsole.Clean(path)}");
        // Line by line: a path of the plan may hold what a terminal obeys.
        foreach (string line in text.Split('\n')) console.Line(line);
    }

    private async Task<string> CallAsync(string program, string folder, string[] arguments)
    {
        var (code, output, error) = await ExternalProgram.RunAsync(program, folder, arguments, cancellation).ConfigureAwait(false);
        if (code == 0) return output;
        string why = error.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).LastOrDefault() ?? "it says nothing";
        throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} failed with exit code {code}: {why}");
    }

    private static string JobOf(string output) => JobNumber().Match(output) is { Success: true } match
        ? match.Value
        : throw new InvalidOperationException($"sbatch did not print the number of a job but '{output.Trim()}'.");

    // With several clusters the number is followed by a semicolon and the cluster.
    [GeneratedRegex("^[0-9]+")]
    private static partial Regex JobNumber();
}
