namespace Ign.MLNet.Restoration;

/// <summary>An input whose content has been read: what is known of it before it is decoded.</summary>
/// <param name="File">The file.</param>
/// <param name="Stamp">Time of change and permissions of the input before it was read; null if it was not there then.</param>
/// <param name="Bytes">Bytes of its content.</param>
/// <param name="Hash">SHA-256 of its content.</param>
/// <param name="Replaces">SHA-256 of the file that stands under the result's name already; null if there is none.</param>
/// <param name="ReplacesOwn">Whether that file is a result of this journal.</param>
internal sealed record ReadItem(FoundFile File, FileStamp? Stamp, long Bytes, string Hash, string? Replaces, bool ReplacesOwn)
{
    /// <summary>Time of change of the input, in ticks of UTC.</summary>
    internal long Time => Stamp?.Time ?? 0;

    /// <summary>Its line of the report, as far as it is known.</summary>
    internal RestorationItem Line(RestorationOutcome outcome, string? reason, RestorationTimes times) => new(File.Path, outcome, reason)
    {
        InputBytes = Bytes,
        InputHash = Hash,
        Times = times,
    };
}
