using System.Text;

namespace Ign.MLNet.Restoration;

/// <summary>Batch scripts that run a plan as an array on Slurm, and verify it when the array has ended.</summary>
/// <remarks>
/// The array needs nothing of the cluster's configuration: a task that crashed, or that nears its time limit, asks for its own requeueing, which
/// leaves the dependency of the verifying job intact.
/// </remarks>
public sealed class SlurmScript
{
    private readonly ShardedPlan _plan;
    private readonly SlurmSettings _settings;

    /// <summary>Scripts for a plan.</summary>
    /// <exception cref="RestorationRefusedException">A setting does not fit the plan or Slurm.</exception>
    public SlurmScript(ShardedPlan plan, SlurmSettings settings)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(settings);
        settings.Check();
        if (settings.Only is { Count: 0 }) throw new RestorationRefusedException("The list of shards is empty.");
        foreach (int shard in settings.Only ?? []) plan.CheckShard(shard);
        (_plan, _settings) = (plan, settings);
    }

    /// <summary>Folder in the plan's folder that the scripts belong into and are submitted from; it needs a subfolder <c>logs</c>.</summary>
    public string Folder => Path.Join(_plan.Folder, "slurm");

    /// <summary>The script of the array; its tasks are the shards.</summary>
    public string Restore()
    {
        string array = _settings.Only is null ? ShardList.Format([.. Enumerable.Range(0, _plan.Shards)]) : ShardList.Format(_settings.Only);
        var text = new StringBuilder(Head("ign-restore", "logs/%A_%a.log"));
        text.Append("#SBATCH --array=").Append(array).Append(_settings.Parallel is { } most ? $"%{SlurmSettings.Number(most)}" : "").Append('\n');
        text.Append("#SBATCH --requeue\n#SBATCH --ntasks=1\n#SBATCH --signal=B:USR1@").Append(SlurmSettings.Number(_settings.StopLead)).Append('\n');
        foreach (string line in _settings.Directives()) text.Append(line).Append('\n');
        string restore = ShellText.Quote([.. _settings.Command, "restore", "--plan", _plan.Folder, "--shard", "auto", .. _settings.RestoreArguments]);
        return text.Append('\n').Append(SlurmBody.Of(restore, SlurmBody.StopWorker, "shard ${SLURM_ARRAY_TASK_ID}", _settings.MaxRestarts)).ToString();
    }

    /// <summary>The script of the job that verifies the plan; it is submitted to run after the array, however that ends.</summary>
    public string Verify()
    {
        var text = new StringBuilder(Head("ign-verify", "logs/verify_%j.log"));
        // The array's sizes are not for this job; where it may run and who pays for it are.
        foreach (string line in (_settings with { Cpus = null, Memory = null, Gpus = null, Time = null }).Directives()) text.Append(line).Append('\n');
        return text.Append('\n').Append(ShellText.Quote([.. _settings.Command, "verify", "--plan", _plan.Folder])).Append("""

            code=$?
            [ "$code" -ne 3 ] || { echo "some images failed; the report lists them"; exit 0; }
            exit "$code"

            """.ReplaceLineEndings("\n")).ToString();
    }

    internal static string Head(string name, string log) => $"#!/bin/bash\n#SBATCH --job-name={name}\n#SBATCH --open-mode=append\n#SBATCH --output={log}\n";
}
