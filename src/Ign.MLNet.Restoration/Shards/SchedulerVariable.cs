namespace Ign.MLNet.Restoration;

/// <summary>How one scheduler numbers the tasks of an array. A task's number is its shard, counted from where the scheduler counts.</summary>
/// <param name="Name">Environment variable with the task's number.</param>
/// <param name="First">Number of the first task in an array that covers all shards.</param>
internal sealed record SchedulerVariable(string Name, int First)
{
    /// <summary>Variable with the smallest number of the array, where there is one.</summary>
    internal string? Least { get; init; }

    /// <summary>Variable with the largest number of the array, where there is one.</summary>
    internal string? Most { get; init; }

    /// <summary>Variable with the number of tasks, where there is one.</summary>
    internal string? Count { get; init; }

    /// <summary>What the variable holds outside of arrays.</summary>
    internal string? None { get; init; }

    /// <summary>The shard, from 0; null if the variable says nothing.</summary>
    /// <exception cref="RestorationRefusedException">The array cannot be one of the plan's shards.</exception>
    internal int? Shard(IReadOnlyDictionary<string, string?> environment, int shards)
    {
        if (environment.GetValueOrDefault(Name) is not { Length: > 0 } text || text == None) return null;
        // The whole array is looked at, not this task alone: an array of 1 to n would leave shard 0 out and be noticed only by its last task.
        int last = First + shards - 1;
        foreach (string? variable in (string?[])[Least, Most, Name])
        {
            if (variable is null || environment.GetValueOrDefault(variable) is not { Length: > 0 } value || value == None) continue;
            if (!ShardIndex.TryNumber(value, out int number)) throw new RestorationRefusedException($"{variable} is '{value}'; expected the number of a task.");
            if (number < First || number > last)
                throw new RestorationRefusedException($"{variable} is {number}, but the plan's {shards} shards need an array of {First}-{last} or a part of it. Submit the array with these numbers.");
        }
        if (Count is not null && environment.GetValueOrDefault(Count) is { Length: > 0 } all && (!ShardIndex.TryNumber(all, out int count) || count > shards))
            throw new RestorationRefusedException($"{Count} is {all}, but the plan has {shards} shards; submit an array of {First}-{last} or a part of it.");
        ShardIndex.TryNumber(text, out int task);
        return task - First;
    }
}
