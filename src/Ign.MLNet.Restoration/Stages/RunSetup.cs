using Ign.MLNet.Networks;

namespace Ign.MLNet.Restoration;

/// <summary>What all stages of a run share.</summary>
/// <param name="Options">What was asked for.</param>
/// <param name="Fit">How images of other sizes are treated.</param>
/// <param name="Overlap">Overlap of tiles in pixels.</param>
/// <param name="Key">Identifies model and options.</param>
/// <param name="Files">The file system.</param>
/// <param name="Journal">The memory of the folder.</param>
/// <param name="Output">Puts results in place.</param>
internal sealed record RunSetup(RestorationOptions Options, FitMode Fit, int Overlap, RestorationKey Key, FileOperations Files, RestorationJournal Journal, OutputWriter Output)
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
            throw new RestorationStoppedException($"The journal in '{Options.OutputFolder}' cannot be written: {e.Message} Nothing more was restored; mend it and run this again to go on.", e);
        }
    }
}
