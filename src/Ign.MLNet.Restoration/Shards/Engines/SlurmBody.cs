namespace Ign.MLNet.Restoration;

/// <summary>The part of a batch script that runs <c>ign</c>, asks it to stop in time, and queues the job again where that helps.</summary>
internal static class SlurmBody
{
    /// <summary>How often a job is requeued that stopped in good order, because of its time limit: each time it has got further.</summary>
    internal const int MaxContinuations = 50;

    /// <summary>Passes a signal on to <c>ign</c> itself.</summary>
    internal const string StopWorker = "kill -TERM \"$worker\"";

    /// <summary>Passes it on to all processes of a job's steps; srun itself would kill them.</summary>
    internal const string StopSteps = "scancel --signal=TERM \"$SLURM_JOB_ID\"";

    /// <summary>The text.</summary>
    /// <param name="command">A line of the shell; <c>ign</c> takes SIGTERM for the wish to stop.</param>
    /// <param name="stop">A line of the shell that passes this wish on.</param>
    /// <param name="name">What runs, for the log; the shell expands it.</param>
    /// <param name="maxRestarts">How often a job that crashed is started again.</param>
    internal static string Of(string command, string stop, string name, int maxRestarts) => $$"""
        worker='' heard=0 near=0 ended=0
        # The time limit is near: ign finishes the work in hand and stops; the job is then queued again.
        trap 'heard=$((heard + 1)); near=1; {{stop}} 2>/dev/null' USR1
        # Cancelled, preempted or requeued from outside: Slurm tells ign itself, and decides itself what comes next. After the other signal it is
        # the time limit.
        trap 'heard=$((heard + 1)); ended=1' TERM
        # In the background, so that this script hears the signals.
        {{command}} &
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
          2) echo "ign refused what it was told; starting it again would not help"; exit 2 ;;
          75) limit={{MaxContinuations}} ;;
          *) limit={{maxRestarts}} ;;
        esac
        echo "{{name}} ended with $code on $(hostname) after $restarts restarts"
        if [ "$ended" -eq 0 ] && [ "$restarts" -lt "$limit" ] && scontrol requeue "$SLURM_JOB_ID"; then
          sleep 300 # Slurm ends this script when it requeues the job
        fi
        exit "$code"

        """.ReplaceLineEndings("\n");
}
