using Ign.MLNet.Networks;

namespace Ign.MLNet.Training;

/// <summary>
/// Larger crops in the last part of a training. A step then has fewer of them, with about as many pixels, and still counts as <see cref="TrainingOptions.BatchSize"/>
/// images: its cost, the schedules, the averages and the epochs stay what they were.
/// </summary>
public sealed record FinalCrops
{
    /// <summary>Side of these crops in pixels: a multiple of <see cref="NetworkSpec.SideMultiple"/>, larger than the network's input, and with no more pixels than a step has.</summary>
    public int Side { get; init; }

    /// <summary>Share of the training, at its end, that draws them; above 0 and below 1. The default value is 0.15.</summary>
    public double Share { get; init; } = 0.15;

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="InvalidDataException">One does not fit the training.</exception>
    internal void Check(TrainingOptions options)
    {
        var (network, first) = (options.Network, options.Network.Input);
        if (Share is not (> 0 and < 1)) throw new InvalidDataException($"The share of the final crops must lie above 0 and below 1, not {Share}.");
        if (options.Restoration is null || options.Latent is not null || !network.AnySize)
            throw new InvalidDataException("Crops become larger only where the restoration objective trains a network for images of any size.");
        if (Side <= Math.Max(first.Height, first.Width) || Side % network.SideMultiple != 0)
            throw new InvalidDataException($"The side of the final crops must be a multiple of {network.SideMultiple} above that of the crops before, {Math.Max(first.Height, first.Width)}, not {Side}.");
        long most = (long)Math.Sqrt((double)options.BatchSize * first.Height * first.Width) / network.SideMultiple * network.SideMultiple;
        if (Side > most)
            throw new InvalidDataException($"The side of the final crops must be at most {most}, not {Side}: one crop would have more pixels than a step of {options.BatchSize} crops of {first.Height}x{first.Width}.");
    }
}
