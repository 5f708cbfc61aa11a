using System.Text.Json.Serialization;

namespace Ign.MLNet.Training;

/// <summary>How crops are drawn from photographs. Their size is that of the network's input, but for <see cref="Final"/>.</summary>
public sealed record CropOptions
{
    /// <summary>
    /// Each square of so many pixels becomes their mean before crops are drawn, so that traces of JPEG vanish. 1 to 16; the default value is 1.
    /// </summary>
    public int Shrink { get; init; } = 1;

    /// <summary>
    /// Crops with less detail than this are taken less often: mean absolute Laplacian in 8-bit levels. 0 takes all alike; the default value is 12.
    /// </summary>
    public double Detail { get; init; } = 12;

    /// <summary>Whether crops are turned by a random number of quarters; they must be squares. The default value is true.</summary>
    public bool Turn { get; init; } = true;

    /// <summary>Larger crops in the last part of the training; null for none. The default value is null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public FinalCrops? Final { get; init; }

    /// <summary>Checks the ranges.</summary>
    internal void Check(TrainingOptions training)
    {
        var input = training.Network.Input;
        Rule.Require(Shrink is >= 1 and <= 16, Shrink, "between 1 and 16", "crops.shrink");
        Rule.Require(Detail is >= 0 and <= 255, Detail, "between 0 and 255", "crops.detail");
        Rule.Require(!Turn || input.Height == input.Width, Turn, $"false, since only squares can be turned, not {input}", "crops.turn");
        Final?.Check(training);
    }
}
