using Ign.MLNet.Evaluation;
using Ign.MLNet.Networks;
using static TorchSharp.torch;

namespace Ign.MLNet.Training;

/// <summary>Settings of <see cref="NaignObjective"/>. The nearest sample is searched by the squared difference, whatever the distance D.</summary>
public sealed record NaignOptions : UnpairedOptions
{
    private const int MostSamples = 1 << 20;
    private const long MostValues = 1L << 29;

    /// <summary>λ, the weight of the coverage. The default value is 1.</summary>
    public double CoverageWeight { get; init; } = 1;

    /// <summary>
    /// Weight of D(f′(f(z)), f(z)), which the published loss does not have: its idempotence follows from the other two terms. The default value is 0.
    /// </summary>
    public double IdempotenceWeight { get; init; }

    /// <summary>m, the samples f(z) that a real image finds its nearest among. A checkpoint holds them. The default value is 2,048.</summary>
    public int Pool { get; init; } = 2048;

    /// <summary>
    /// Images after which a new pool is drawn ("staleness"). With as many images as the pool has samples, a sample is pulled towards one image on
    /// average; many more pull it to their mean. The default value is 2,048.
    /// </summary>
    public int Refresh { get; init; } = 2048;

    /// <inheritdoc/>
    internal override void Check(TrainingOptions training)
    {
        base.Check(training);
        Require(CoverageWeight >= 0, CoverageWeight, "at least 0");
        Require(IdempotenceWeight >= 0, IdempotenceWeight, "at least 0");
        Require(Pool is > 0 and <= MostSamples, Pool, "between 1 and 1,048,576");
        Require(Refresh is > 0 and <= MostSamples, Refresh, "between 1 and 1,048,576");
        long values = (long)Pool * training.Network.Input.Size;
        Require(values <= MostValues, Pool, FormattableString.Invariant($"at most {MostValues:N0} values in all samples"));
        // A checkpoint holds the pool beside weights, average and Adam's two means.
        Require(4 * values + 16 * training.Network.ParameterCount <= Safetensors.MaxBytes, Pool,
            "a pool or a network small enough for a checkpoint that can be read again");
    }

    /// <inheritdoc/>
    internal override IObjective Make(TrainingOptions training, NoiseSource? noise, Device device) =>
        new NaignObjective(this, noise!, training.Network.ImageShape, training.Seed, device, ScalarType.Float32, LabelLaw.Of(training));
}
