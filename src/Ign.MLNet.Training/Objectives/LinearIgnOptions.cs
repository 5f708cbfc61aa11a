using Ign.MLNet.Evaluation;
using static TorchSharp.torch;

namespace Ign.MLNet.Training;

/// <summary>Settings of <see cref="LinearIgnObjective"/>.</summary>
public sealed record LinearIgnOptions : ObjectiveOptions
{
    /// <summary>The distance D. The default value is <see cref="Distance.L1"/>: squares were reliably worse.</summary>
    public Distance Distance { get; init; } = Distance.L1;

    /// <summary>λr, the weight of reconstructing real images. The default value is 1.</summary>
    public double ReconstructionWeight { get; init; } = 1;

    /// <summary>λd, the weight of restoring damaged images. The default value is 1.</summary>
    public double RestorationWeight { get; init; } = 1;

    /// <inheritdoc/>
    internal override void Check(TrainingOptions training)
    {
        Require(ReconstructionWeight >= 0, ReconstructionWeight, "at least 0");
        Require(RestorationWeight >= 0, RestorationWeight, "at least 0");
    }

    /// <inheritdoc/>
    internal override IObjective Make(TrainingOptions training, NoiseSource? noise, Device device) => new LinearIgnObjective(this);
}
