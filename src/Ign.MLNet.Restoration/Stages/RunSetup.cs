using Ign.MLNet.Networks;

namespace Ign.MLNet.Restoration;

/// <summary>What all stages of a run share.</summary>
/// <param name="Options">What was asked for.</param>
/// <param name="Fit">How images of other sizes are treated.</param>
/// <param name="Overlap">Overlap of tiles in pixels.</param>
/// <param name="Key">Identifies model and options.</param>
/// <param name="Files">The file system.</param>
/// <param name="Journal">The memory of the folder.</param>
/// <param name="Input">The input folder.</param>
/// <param name="Output">Puts results in place.</param>
/// <param name="Time">The clock.</param>
internal sealed record RunSetup(
    RestorationOptions Options, FitMode Fit, int Overlap, RestorationKey Key, FileOperations Files, RestorationJournal Journal, KnownPlace Input,
    OutputWriter Output, TimeProvider Time)
{
    /// <summary>Where an input is.</summary>
    internal string InputPath(string path) => Path.Join(Options.InputFolder, path);

    /// <summary>Adds an entry to the journal.</summary>
    /// <exception cref="RestorationStoppedException">It cannot be written.</exception>
    internal void Record(JournalEntry entry)
    {
        try
        {
            Journal.Add(entry);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RestorationStoppedException(
                $"The journal in '{Options.OutputFolder}' cannot be written: {e.Message} Nothing more was restored; mend it and run this again to go on.", e);
        }
    }

    /// <summary>
    /// The end of an image that failed in the hands of the thread that had it. The journal remembers only what the image itself is to blame for: what the
    /// disk or the machine did is tried again.
    /// </summary>
    /// <param name="read">What was read; null if that failed.</param>
    /// <param name="line">Its line, but for the reason.</param>
    /// <param name="e">Why it failed.</param>
    /// <exception cref="RestorationStoppedException">The journal cannot be written.</exception>
    internal StageEnd Failed(ReadItem? read, RestorationItem line, Exception e)
    {
        bool own = read is { ReplacesOwn: true };
        var failed = line with { Reason = ItemFailure.Reason(e) + (own ? " An earlier result still stands." : ""), Retryable = ItemFailure.MayPass(e) };
        if (read is not null && !failed.Retryable)
            Record(new JournalEntry(Key.Failure, OutputName.Of(read.File.Path, Options.Format), read.Time, failed, own ? read.Replaces : null));
        return new StageEnd(failed);
    }
}
