using System.Text;

namespace Ign.MLNet.Restoration;

/// <summary>Batch scripts that run a plan as an array on Slurm, and verify it when the array has ended.</summary>
/// <remarks>
/// The array needs nothing of the cluster's configuration: a task that crashed, or that nears its time limit, asks for its own requeueing, which
/// leaves the dependency of the verifying job intact.
/// </remarks>
public sealed class SlurmScript
{
    /// <summary>How often a task is requeued that stopped in good order, because of its time limit: each time it has got further.</summary>
    internal const int MaxContinuations = 50;

    private readonly ShardedPlan _plan;
    private readonly SlurmSettings _settings;

    /// <summary>Scripts for a plan.</summary>
    /// <exception cref="RestorationRefusedException">A setting does not fit the plan or Slurm.</exception>
    public SlurmScript(ShardedPlan plan, SlurmSettings settings)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(settings);
        if (settings.MaxRestarts is < 0 or > 100) throw new RestorationRefusedException($"A task can be restarted 0 to 100 times, not {settings.MaxRestarts}.");
        if (settings.Parallel is < 1) throw new RestorationRefusedException($"At least 1 task runs at a time, not {settings.Parallel}.");
        if (settings.StopLead is < 1 or > 65_535)
            throw new RestorationRefusedException($"A task is asked to stop 1 to 65535 seconds before its time limit, not {settings.StopLead}.");
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
        var text = Head("ign-restore", "logs/%A_%a.log");
        text.Append("#SBATCH --array=").Append(array).Append(_settings.Parallel is { } most ? $"%{SlurmSettings.Number(most)}" : "").Append('\n');
        text.Append("#SBATCH --requeue\n#SBATCH --ntasks=1\n#SBATCH --signal=B:USR1@").Append(SlurmSettings.Number(_settings.StopLead)).Append('\n');
        foreach (string line in _settings.Directives()) text.Append(line).Append('\n');
        text.Append('\n').Append(Body()
            .Replace("@ign@", ShellText.Quote([.. _settings.Command, "restore", "--plan", _plan.Folder, "--shard", "auto", .. _settings.RestoreArguments]),
                StringComparison.Ordinal));
        return text.ToString();
    }

    /// <summary>The script of the job that verifies the plan; it is submitted to run after the array, however that ends.</summary>
    public string Verify()
    {
        var text = Head("ign-verify", "logs/verify_%j.log");
        // The array's sizes are not for this job; where it may run and who pays for it are.
        foreach (string line in (_settings with { Cpus = null, Memory = null, Gpus = null, Time = null }).Directives()) text.Append(line).Append('\n');
        return text.Append('\n').Append(ShellText.Quote([.. _settings.Command, "verify", "--plan", _plan.Folder])).Append("""

            code=$?
            [ "$code" -ne 3 ] || { echo "some images failed; the report lists them"; exit 0; }
            exit "$code"

            """.ReplaceLineEndings("\n")).ToString();
    }

    private static StringBuilder Head(string name, string log) =>
        new StringBuilder("#!/bin/bash\n#SBATCH --job-name=").Append(name).Append("\n#SBATCH --open-mode=append\n#SBATCH --output=").Append(log).Append('\n');

    private string Body() => $$"""
        worker='' heard=0 near=0 ended=0
        # The time limit is near: ign finishes the images in work and stops; the task is then queued again.
        trap 'heard=$((heard + 1)); near=1; kill -TERM "$worker" 2>/dev/null' USR1
        # Cancelled, preempted or requeued from outside: Slurm tells ign itself, and decides itself what comes next. After the other signal it is
        # the time limit.
        trap 'heard=$((heard + 1)); ended=1' TERM
        # In the background, so that this script hears the signals.
        @ign@ &
        worker=$!
        while :; do
          before=$heard
          wait "$worker"
          code=$?
          [ "$heard" -eq "$before" ] && break # otherwise a signal ended the wait, not ign
        done

        [ "$near" -eq 1 ] && [ "$code" -eq 143 ] && code=75 # the second signal ended ign before it had stopped
        [ "$near" -eq 1 ] && ended=0
        restarts=${SLURM_RESTART_COUNT:-0} # of all kinds: Slurm counts them together
        case $code in
          0) exit 0 ;;
          3) echo "some images failed; the report lists them"; exit 0 ;;
          2) echo "ign refused the plan; starting it again would not help"; exit 2 ;;
          75) limit={{MaxContinuations}} ;;
          *) limit={{_settings.MaxRestarts}} ;;
        esac
        echo "shard ${SLURM_ARRAY_TASK_ID} ended with $code on $(hostname) after $restarts restarts"
        if [ "$ended" -eq 0 ] && [ "$restarts" -lt "$limit" ] && scontrol requeue "$SLURM_JOB_ID"; then
          sleep 300 # Slurm ends this script when it requeues the task
        fi
        exit "$code"

        """.ReplaceLineEndings("\n");
}
