using Ign.MLNet.Networks;

namespace Ign.MLNet.Training;

/// <summary>
/// Larger crops in the last part of a training. A step then has fewer of them, with about as many pixels, and still counts as
/// <see cref="TrainingOptions.BatchSize"/> images: its cost, the schedules, the averages and the epochs stay what they were.
/// </summary>
public sealed record FinalCrops
{
    /// <summary>
    /// Side of these crops in pixels: a multiple of <see cref="NetworkSpec.SideMultiple"/>, larger than the network's input, and with no more pixels than a
    /// step has.
    /// </summary>
    public int Side { get; init; }

    /// <summary>Share of the training, at its end, that draws them; above 0 and below 1. The default value is 0.15.</summary>
    public double Share { get; init; } = 0.15;

    /// <summary>Checks the ranges.</summary>
    internal void Check(TrainingOptions training)
    {
        const string side = "crops.final.side";
        var (network, first) = (training.Network, training.Network.Input);
        int multiple = network.SideMultiple, least = Math.Max(first.Height, first.Width);
        Rule.Require(Share is > 0 and < 1, Share, "above 0 and below 1", "crops.final.share");
        Rule.Require(training.Objective is PairedOptions && network.AnySize, "set", "null, unless the paired objective trains a network for images of any size",
            "crops.final");
        Rule.Require(Side > least && Side % multiple == 0, Side, $"a multiple of {multiple} above that of the crops before, {least}", side);
        int most = (int)Math.Sqrt((double)training.BatchSize * first.Height * first.Width) / multiple * multiple;
        Rule.Require(Side <= most, Side,
            $"at most {most}: one crop would have more pixels than a step of {training.BatchSize} crops of {first.Height}x{first.Width}", side);
    }
}
