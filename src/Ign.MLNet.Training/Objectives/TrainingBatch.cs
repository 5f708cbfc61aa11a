using static TorchSharp.torch;

namespace Ign.MLNet.Training;

/// <summary>What one step learns from.</summary>
/// <param name="Real">Real images x, <c>[N, C, H, W]</c> in [-1, 1].</param>
/// <param name="Source">Inputs off the manifold, of the same shape; entry i may be a damaged version of x_i.</param>
/// <param name="Progress">Share of the training that is done, 0 to 1; weights may follow a schedule over it.</param>
/// <param name="Position">Images trained on before this batch: whatever an objective draws at random, it draws from this and the seed.</param>
public sealed record TrainingBatch(Tensor Real, Tensor Source, double Progress = 0, long Position = 0)
{
    /// <summary>N, the number of images.</summary>
    public long Count => Real.shape[0];

    /// <summary>The average of the network's weights so far; null where none is kept.</summary>
    internal TorchNetwork? Average { get; init; }

    /// <summary>Who has the other images of the batch that this one is a part of; this process alone by default.</summary>
    internal ICollective All { get; init; } = ICollective.Alone;

    /// <summary>
    /// The images of this part that are among the first ones of the batch: how many, and what their mean counts, so that the mean over all ranks is that of the
    /// batch. They are the first ones here, too.
    /// </summary>
    /// <param name="share">Share of the batch, at least one image.</param>
    internal (long Count, double Weight) First(double share)
    {
        long whole = Count * All.Ranks, first = Math.Clamp((long)Math.Round(share * whole), 1, whole);
        long mine = (first - All.Rank + All.Ranks - 1) / All.Ranks;
        return (mine, (double)mine * All.Ranks / first);
    }
}
