namespace Ign.MLNet.Restoration;

/// <summary>The end of a file.</summary>
/// <param name="Item">Its line of the report.</param>
/// <param name="UpToDate">Whether an earlier run made its result.</param>
internal sealed record StageEnd(RestorationItem Item, bool UpToDate = false);
