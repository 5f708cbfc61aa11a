using System.Text.Json.Serialization;

namespace Ign.MLNet.Restoration;

/// <summary>The result for one input file: one line of the report.</summary>
/// <param name="Path">Path below the input folder, with <c>/</c> between folders.</param>
/// <param name="Outcome">How the file ended.</param>
/// <param name="Reason">Why it was skipped, failed or copied, in one line; for a restored image what is to be known of it, or null.</param>
public sealed record RestorationItem(string Path, RestorationOutcome Outcome, string? Reason = null)
{
    /// <summary>Path of the result below the output folder, with <c>/</c> between folders; null if there is none.</summary>
    public string? Output { get; init; }

    /// <summary>
    /// Whether it failed for the sake of a disk, a network or the machine, so that the next run tries it again; false where the image is to blame.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Retryable { get; init; }

    /// <summary>Whether the input went through unchanged, because the correction was beyond a limit or the strength is 0.</summary>
    public bool Copied { get; init; }

    /// <summary>Whether the input went through unchanged, because f would hardly have changed it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Clean { get; init; }

    /// <summary>Columns in pixels, upright; null for files that were not opened.</summary>
    public int? Width { get; init; }

    /// <summary>Rows in pixels, upright; null for files that were not opened.</summary>
    public int? Height { get; init; }

    /// <summary>EXIF orientation of the input, 2 to 8, which was applied; null for upright images.</summary>
    public int? Orientation { get; init; }

    /// <summary>How many pieces of the model's size it was projected in; null for files that were not projected.</summary>
    public int? Tiles { get; init; }

    /// <summary>Bytes of the input; null where unknown.</summary>
    public long? InputBytes { get; init; }

    /// <summary>Bytes of the result; null if there is none.</summary>
    public long? OutputBytes { get; init; }

    /// <summary>SHA-256 of the input in lower-case hexadecimal; null for files that were not read.</summary>
    public string? InputHash { get; init; }

    /// <summary>SHA-256 of the result in lower-case hexadecimal; null if there is none.</summary>
    public string? OutputHash { get; init; }

    /// <summary>
    /// What of the metadata the result does not have, or has although it is no longer true, in words; null where all of it was carried.
    /// </summary>
    public IReadOnlyList<string>? NotCarried { get; init; }

    /// <summary>Measured for projected images only.</summary>
    public RestorationQuality? Quality { get; init; }

    /// <summary>Measured for images that were worked on in this run, or in the run that made the result.</summary>
    public RestorationTimes? Times { get; init; }

    /// <summary>The extension, for example <c>.heic</c>, of an image that failed because files of its kind cannot be read; null for all others.</summary>
    [JsonIgnore]
    public string? UnreadableKind => UnreadableKinds.Of(this);

    /// <summary>The item as one line of JSON, as it stands in <c>report.jsonl</c>.</summary>
    public string ToJson() => ItemJson.Line(this);
}
