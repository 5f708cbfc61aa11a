using Ign.MLNet.Evaluation;
using static TorchSharp.torch;

namespace Ign.MLNet.Training;

/// <summary>Settings of <see cref="PairedObjective"/>.</summary>
public sealed record PairedOptions : ObjectiveOptions
{
    /// <summary>The distance D. The default value is <see cref="Distance.L1L2"/>.</summary>
    public Distance Distance { get; init; } = Distance.L1L2;

    /// <summary>λr, the weight of reconstructing clean images. The default value is 0.25.</summary>
    public double ReconstructionWeight { get; init; } = 0.25;

    /// <summary>
    /// λr at the end, reached together with the weight of idempotence; null (the default value) leaves it as it was. A small weight first and a
    /// large one at the end restore as if it had always been small, and leave clean images alone as if it had always been large.
    /// </summary>
    public double? FinalReconstructionWeight { get; init; }

    /// <summary>Share of the batch that also goes in clean, at least one image; a weight of 0 leaves them without effect. The default value is 0.125.</summary>
    public double CleanShare { get; init; } = 0.125;

    /// <summary>The final weight λ of idempotence. The default value is 0.25: at a third of the way to 1, a training collapsed.</summary>
    public double IdempotenceWeight { get; init; } = 0.25;

    /// <summary>μ: weight of the part that teaches f to leave its own outputs alone, relative to λ. The default value is 1.</summary>
    public double OuterWeight { get; init; } = 1;

    /// <summary>Share of the damaged batch that is sent through f a second time, at least one image. The default value is 0.25.</summary>
    public double IdempotenceShare { get; init; } = 0.25;

    /// <summary>Share of the training before idempotence has any weight. The default value is 0.55: earlier it holds on to what is not yet restored.</summary>
    public double IdempotenceStart { get; init; } = 0.55;

    /// <summary>Share of the training over which its weight then rises. The default value is 0.25.</summary>
    public double IdempotenceWarmUp { get; init; } = 0.25;

    /// <summary>How far the weights have come to those at the end, from 0 to 1, after a share <paramref name="progress"/> of the training.</summary>
    internal double Rise(double progress) => Math.Clamp((progress - IdempotenceStart) / IdempotenceWarmUp, 0, 1);

    /// <summary>λr after a share <paramref name="progress"/> of the training.</summary>
    internal double ReconstructionWeightAt(double progress) =>
        ReconstructionWeight + Rise(progress) * ((FinalReconstructionWeight ?? ReconstructionWeight) - ReconstructionWeight);

    /// <inheritdoc/>
    internal override void Check(TrainingOptions training)
    {
        Require(ReconstructionWeight >= 0, ReconstructionWeight, "at least 0");
        Require(FinalReconstructionWeight is null or >= 0, FinalReconstructionWeight, "at least 0");
        Require(IdempotenceWeight >= 0, IdempotenceWeight, "at least 0");
        Require(OuterWeight >= 0, OuterWeight, "at least 0");
        Require(CleanShare is > 0 and <= 1, CleanShare, "above 0 and at most 1");
        Require(IdempotenceShare is > 0 and <= 1, IdempotenceShare, "above 0 and at most 1");
        Require(IdempotenceStart is >= 0 and <= 1, IdempotenceStart, "between 0 and 1");
        Require(IdempotenceWarmUp > 0, IdempotenceWarmUp, "above 0: without a warm-up, every output becomes one image");
    }

    /// <inheritdoc/>
    internal override IEnumerable<string> Advice(TrainingOptions training)
    {
        if (IdempotenceWeight > 0 && IdempotenceStart + IdempotenceWarmUp < 0.05)
            yield return "Idempotence with its full weight this early pulls every output to one median image: raise objective.idempotence_start or objective.idempotence_warm_up.";
    }

    /// <inheritdoc/>
    internal override IObjective Make(TrainingOptions training, NoiseSource? noise, Device device) => new PairedObjective(this);
}
