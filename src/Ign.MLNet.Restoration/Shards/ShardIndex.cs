using System.Globalization;

namespace Ign.MLNet.Restoration;

/// <summary>Which shard a process is to work on: as asked, or as its scheduler numbers it.</summary>
public static class ShardIndex
{
    private static readonly SchedulerVariable[] s_schedulers =
    [
        new("SLURM_ARRAY_TASK_ID", 0) { Least = "SLURM_ARRAY_TASK_MIN", Most = "SLURM_ARRAY_TASK_MAX", Count = "SLURM_ARRAY_TASK_COUNT" },
        new("JOB_COMPLETION_INDEX", 0),
        new("AWS_BATCH_JOB_ARRAY_INDEX", 0),
        new("PBS_ARRAY_INDEX", 0),
        // Grid Engine and LSF count from 1, and set their variable outside of arrays as well.
        new("SGE_TASK_ID", 1) { Least = "SGE_TASK_FIRST", Most = "SGE_TASK_LAST", None = "undefined" },
        new("LSB_JOBINDEX", 1) { Most = "LSB_JOBINDEX_END", None = "0" },
    ];

    /// <summary>Reads <c>auto</c>, a number, or a number and the number of shards, as in <c>3/200</c>.</summary>
    /// <param name="text">What was asked for.</param>
    /// <param name="environment">Environment variables, for <c>auto</c>.</param>
    /// <param name="shards">Number of shards in the plan.</param>
    /// <returns>The shard, from 0.</returns>
    /// <exception cref="RestorationRefusedException">The text is none of these, or does not fit the plan.</exception>
    public static int Parse(string text, IReadOnlyDictionary<string, string?> environment, int shards)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Equals("auto", StringComparison.OrdinalIgnoreCase)) return Detect(environment, shards);
        string[] parts = text.Split('/');
        if (parts.Length > 2 || parts.Any(p => !TryNumber(p, out _)))
            throw new RestorationRefusedException($"'{text}' is not a shard; expected auto, a number such as 3, or a number of all such as 3/200.");
        TryNumber(parts[0], out int shard);
        if (parts.Length == 2 && TryNumber(parts[1], out int all) && all != shards)
            throw new RestorationRefusedException($"'{text}' counts {all} shards, but the plan has {shards}.");
        if (shard >= shards) throw new RestorationRefusedException($"The plan has no shard {shard}; its {shards} shards are numbered from 0 to {shards - 1}.");
        return shard;
    }

    /// <summary>The shard that the scheduler's environment variables name.</summary>
    /// <param name="environment">Environment variables.</param>
    /// <param name="shards">Number of shards in the plan.</param>
    /// <returns>The shard, from 0.</returns>
    /// <exception cref="RestorationRefusedException">No variable is set, two disagree, or the array cannot be one of the plan's shards.</exception>
    public static int Detect(IReadOnlyDictionary<string, string?> environment, int shards)
    {
        ArgumentNullException.ThrowIfNull(environment);
        var found = new List<(string Name, int Shard)>();
        foreach (var scheduler in s_schedulers)
            if (scheduler.Shard(environment, shards) is { } shard) found.Add((scheduler.Name, shard));
        if (found.Count == 0)
            throw new RestorationRefusedException(
                $"No scheduler says which shard this is: none of {string.Join(", ", s_schedulers.Select(s => s.Name))} is set. Give the number of the shard.");
        if (found.Any(f => f.Shard != found[0].Shard))
            throw new RestorationRefusedException($"The schedulers disagree about which shard this is: {string.Join(", ", found.Select(f => $"{f.Name} says {f.Shard}"))}. Give the number of the shard.");
        return found[0].Shard;
    }

    internal static bool TryNumber(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
