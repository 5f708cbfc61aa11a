namespace Ign.MLNet.Restoration;

/// <summary>A part of an input folder that a job is limited to.</summary>
/// <param name="Paths">Paths of images below the input folder, in the order of work.</param>
/// <param name="StateFolder">Folder for the journal and the lock of this part.</param>
/// <param name="Tag">A few letters and digits that no other part of the same folder has; they stand in temporary names, by which leftovers of this part are
/// known.</param>
internal sealed record RestorationSelection(IReadOnlyList<string> Paths, string StateFolder, string Tag);
