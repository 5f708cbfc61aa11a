using System.Diagnostics;

namespace Ign.MLNet.Restoration;

/// <summary>One image on its way through the stages; at any time one of them has it.</summary>
/// <param name="file">The file.</param>
internal sealed class WorkItem(FoundFile file) : IDisposable
{
    /// <summary>The file.</summary>
    internal FoundFile File { get; } = file;

    /// <summary>Its content; null after decoding, unless it may have to be copied.</summary>
    internal byte[]? Bytes { get; set; }

    /// <summary>SHA-256 of its content.</summary>
    internal string? InputHash { get; set; }

    /// <summary>Bytes of its content.</summary>
    internal long InputBytes { get; set; }

    /// <summary>Time of change of the input.</summary>
    internal long InputTime { get; set; }

    /// <summary>SHA-256 of the file that stands under the result's name already.</summary>
    internal string? Replaces { get; set; }

    /// <summary>Whether that file is a result of this journal.</summary>
    internal bool ReplacesOwn { get; set; }

    /// <summary>The decoded image.</summary>
    internal RestorableImage? Image { get; set; }

    /// <summary>Its pieces.</summary>
    internal IPieces? Pieces { get; set; }

    /// <summary>Bytes that it holds of the budget for files.</summary>
    internal long FileBytes { get; set; }

    /// <summary>Pixels that it holds of the budget.</summary>
    internal long Pixels { get; set; }

    /// <summary>Sum over the pieces of ‖f(y) − y‖₂².</summary>
    internal double SquaredDisplacement { get; set; }

    /// <summary>Sum over all values of |f(x) − x|.</summary>
    internal double AbsoluteResidual { get; set; }

    /// <summary>Whether a value was not finite.</summary>
    internal bool NotFinite { get; set; }

    /// <summary>What the projection did, once it is known.</summary>
    internal RestorationQuality? Quality { get; set; }

    internal TimeSpan Decoding { get; set; }

    internal TimeSpan Inferring { get; set; }

    internal TimeSpan Encoding { get; set; }

    /// <summary>Its line of the report.</summary>
    internal RestorationItem Item(RestorationOutcome outcome, string? reason) => new(File.Path, outcome, reason)
    {
        Width = Image?.Width,
        Height = Image?.Height,
        Orientation = Image?.Orientation,
        Tiles = Pieces?.Count,
        InputBytes = InputHash is null ? null : InputBytes,
        InputHash = InputHash,
        Quality = Quality,
        Times = InputHash is null ? null : new RestorationTimes(Milliseconds(Decoding), Milliseconds(Inferring), Milliseconds(Encoding)),
    };

    /// <inheritdoc/>
    public void Dispose() => Image?.Dispose();

    /// <summary>Runs a step and adds the time that it took, also where it fails.</summary>
    internal static void Timed(Action<TimeSpan> add, Action step)
    {
        long start = Stopwatch.GetTimestamp();
        try
        {
            step();
        }
        finally
        {
            add(Stopwatch.GetElapsedTime(start));
        }
    }

    private static double Milliseconds(TimeSpan time) => Math.Round(time.TotalMilliseconds, 2);
}
