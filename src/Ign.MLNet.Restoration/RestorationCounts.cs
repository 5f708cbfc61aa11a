using System.Text.Json.Serialization;

namespace Ign.MLNet.Restoration;

/// <summary>
/// How many files ended how. <see cref="Done"/> + <see cref="Skipped"/> + <see cref="Failed"/> is <see cref="Found"/> where every file has been finished.
/// </summary>
public record RestorationCounts
{
    /// <summary>Number of files found in the input folder, or belonging to the shard or plan.</summary>
    [JsonPropertyOrder(-1)]
    public int Found { get; init; }

    /// <summary>Number of results made.</summary>
    [JsonPropertyOrder(-1)]
    public int Done { get; init; }

    /// <summary>How many of <see cref="Done"/> are copies of their inputs, because the correction was beyond a limit or the strength is 0.</summary>
    [JsonPropertyOrder(-1)]
    public int Copied { get; init; }

    /// <summary>How many of <see cref="Done"/> are copies of their inputs, because f would hardly have changed them.</summary>
    [JsonPropertyOrder(-1)]
    public int Clean { get; init; }

    /// <summary>Number of files left alone on purpose.</summary>
    [JsonPropertyOrder(-1)]
    public int Skipped { get; init; }

    /// <summary>How many of <see cref="Skipped"/> have a result of an earlier run that is up to date.</summary>
    [JsonPropertyOrder(-1)]
    public int UpToDate { get; init; }

    /// <summary>Number of files that could not be restored.</summary>
    [JsonPropertyOrder(-1)]
    public int Failed { get; init; }

    /// <summary>Bytes of the inputs of <see cref="Done"/>.</summary>
    [JsonPropertyOrder(-1)]
    public long InputBytes { get; init; }

    /// <summary>Bytes of the results of <see cref="Done"/>.</summary>
    [JsonPropertyOrder(-1)]
    public long OutputBytes { get; init; }

    /// <summary>The counts of both together.</summary>
    public static RestorationCounts operator +(RestorationCounts a, RestorationCounts b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        return new()
        {
            Found = a.Found + b.Found,
            Done = a.Done + b.Done,
            Copied = a.Copied + b.Copied,
            Clean = a.Clean + b.Clean,
            Skipped = a.Skipped + b.Skipped,
            UpToDate = a.UpToDate + b.UpToDate,
            Failed = a.Failed + b.Failed,
            InputBytes = a.InputBytes + b.InputBytes,
            OutputBytes = a.OutputBytes + b.OutputBytes,
        };
    }

    /// <summary>The counts of both together.</summary>
    public static RestorationCounts Add(RestorationCounts left, RestorationCounts right) => left + right;

    /// <summary>One file that has ended.</summary>
    internal static RestorationCounts Of(RestorationItem item, bool upToDate) => item.Outcome switch
    {
        RestorationOutcome.Done =>
            new()
            {
                Found = 1,
                Done = 1,
                Copied = item.Copied ? 1 : 0,
                Clean = item.Clean ? 1 : 0,
                InputBytes = item.InputBytes ?? 0,
                OutputBytes = item.OutputBytes ?? 0,
            },
        RestorationOutcome.Skipped => new() { Found = 1, Skipped = 1, UpToDate = upToDate ? 1 : 0 },
        _ => new() { Found = 1, Failed = 1 },
    };
}
