namespace Ign.MLNet.Benchmarks;

/// <summary>What one part took, in seconds, each way.</summary>
/// <param name="Images">Images of the part.</param>
/// <param name="Job">The whole job.</param>
/// <param name="Decode">The decoding stage alone.</param>
/// <param name="Infer">The network alone.</param>
/// <param name="Encode">The encoding stage alone, with journal and flushing.</param>
/// <param name="Naive">A loop over the files, tile by tile, with the network on all cores; null where loops are left out.</param>
/// <param name="NaiveBatched">A loop over the files, all tiles of an image together.</param>
/// <param name="OneThread">The same with the network on one thread.</param>
internal sealed record RestoreRound(int Images, double Job, double Decode, double Infer, double Encode, double? Naive, double? NaiveBatched, double? OneThread)
{
    /// <summary>The stage that would hold up all others if they cost nothing.</summary>
    internal double Slowest => Math.Max(Decode, Math.Max(Infer, Encode));

    /// <summary>All stages one after another: what the cores have to do at least.</summary>
    internal double Sum => Decode + Infer + Encode;
}
