namespace Ign.MLNet.Restoration;

/// <summary>Reported once for each file, when it is finished.</summary>
/// <param name="Finished">Files finished so far, this one included.</param>
/// <param name="Total">Files in the input folder.</param>
/// <param name="Item">The file that has just been finished.</param>
public sealed record RestoreProgress(int Finished, int Total, RestorationItem Item);
