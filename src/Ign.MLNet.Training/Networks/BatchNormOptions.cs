namespace Ign.MLNet.Training;

/// <summary>
/// How <see cref="Networks.BatchNorm"/> layers train. In training every batch is normalised by its own statistics; the finished network has
/// fixed ones, so that what it makes of an image never depends on other images.
/// </summary>
public sealed record BatchNormOptions
{
    /// <summary>Whether the running averages of x, z and f(z) are kept apart. Published code keeps one. The default value is true.</summary>
    public bool Separate { get; init; } = true;

    /// <summary>Which statistics the finished network has. The default value is <see cref="BatchNormInference.Real"/>.</summary>
    public BatchNormInference Inference { get; init; } = BatchNormInference.Real;

    /// <summary>Share of the newest batch in the running averages. The default value is 0.1.</summary>
    public double Momentum { get; init; } = 0.1;

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="ArgumentException">One is not kept, or the network has no such layer.</exception>
    internal void Check(TrainingOptions training)
    {
        Rule.Require(Momentum is > 0 and <= 1, Momentum, "above 0 and at most 1", "batch_norm.momentum");
        Rule.Require(!Separate || Inference != BatchNormInference.Running, Inference,
            "Real, Source or Both where separate is true: running averages that are kept apart belong to three networks", "batch_norm.inference");
        Rule.Require(training.Network.AllLayers.Any(l => l.Layer is Networks.BatchNorm), "set", "null: the network has no such layer", "batch_norm");
    }
}
