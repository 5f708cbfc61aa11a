using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Ign.MLNet.Networks;
using Ign.MLNet.Restoration;

namespace Ign.MLNet.Cli;

/// <summary>Writes what an engine is given into the folder of the plan or the run and calls the engine's program, or only shows both.</summary>
internal sealed partial class Submission(CliConsole console, bool dryRun, CancellationToken cancellation)
{
    // Two submissions at a time must not hand over each other's script.
    private readonly string _name = $"{DateTime.UtcNow:yyyyMMdd'T'HHmmss}-{RandomNumberGenerator.GetHexString(4, lowercase: true)}";

    internal async Task<int> ToSlurmAsync(SlurmScript script)
    {
        string restore = $"restore-{_name}.sh", verify = $"verify-{_name}.sh", restoreText = script.Restore(), verifyText = script.Verify();
        if (dryRun)
        {
            Show(Path.Join(script.Folder, restore), restoreText);
            Show(Path.Join(script.Folder, verify), verifyText);
            console.Line($"would call in {ShellWord.Of(script.Folder)}: sbatch --parsable {restore}; sbatch --parsable --dependency=afterany:ARRAY {verify}");
            return ExitCode.Done;
        }
        Directory.CreateDirectory(Path.Join(script.Folder, "logs"));
        AtomicFile.WriteAllText(Path.Join(script.Folder, restore), restoreText);
        AtomicFile.WriteAllText(Path.Join(script.Folder, verify), verifyText);
        string array = JobOf(await CallAsync("sbatch", script.Folder, ["--parsable", restore]).ConfigureAwait(false));
        console.Line($"array {array}: a task for each shard; logs in {Path.Join(script.Folder, "logs")}");
        string check = JobOf(await CallAsync("sbatch", script.Folder, ["--parsable", $"--dependency=afterany:{array}", verify]).ConfigureAwait(false));
        console.Line($"job {check}: ign verify, when the array has ended");
        return ExitCode.Done;
    }

    internal async Task<int> ToSlurmAsync(SlurmTraining training)
    {
        string script = $"train-{_name}.sh", text = training.Train();
        if (dryRun)
        {
            Show(Path.Join(training.Folder, script), text);
            console.Line($"would call in {ShellWord.Of(training.Folder)}: sbatch --parsable {script}");
            return ExitCode.Done;
        }
        Directory.CreateDirectory(Path.Join(training.Folder, "logs"));
        AtomicFile.WriteAllText(Path.Join(training.Folder, script), text);
        string job = JobOf(await CallAsync("sbatch", training.Folder, ["--parsable", script]).ConfigureAwait(false));
        console.Line($"job {job}: the training; its log is {Path.Join(training.Folder, "logs", $"{job}.log")}");
        return ExitCode.Done;
    }

    internal async Task<int> ToKubernetesAsync(KubernetesJob job)
    {
        string restore = job.Restore(), verify = job.Verify(), file = Path.Join(job.Folder, $"restore-{_name}.yaml"),
            verifyFile = Path.Join(job.Folder, $"verify-{_name}.yaml");
        if (dryRun)
        {
            Show(file, restore);
            Show(verifyFile, verify);
            console.Line($"would call: kubectl create -f {ShellWord.Of(file)}");
            return ExitCode.Done;
        }
        Directory.CreateDirectory(job.Folder);
        AtomicFile.WriteAllText(file, restore);
        AtomicFile.WriteAllText(verifyFile, verify);
        // Not "apply": a Job that has ended would be called unchanged, and nothing would run.
        console.Line((await CallAsync("kubectl", job.Folder, ["create", "-f", file]).ConfigureAwait(false)).Trim());
        console.Line($"when the Job has ended: kubectl create -f {ShellWord.Of(verifyFile)}   or   ign verify where the volume is mounted");
        return ExitCode.Done;
    }

    private void Show(string path, string text)
    {
        console.Out.WriteLine($"# {CliConsole.Clean(path)}");
        // Whole and as it would be written; only a terminal would obey what a path of the plan may hold.
        console.Out.WriteLine(console.IsLive ? string.Concat(text.Select(c => char.IsControl(c) && c != '\n' ? '?' : c)) : text);
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
