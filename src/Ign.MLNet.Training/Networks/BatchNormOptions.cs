using System.Text.Json.Serialization;

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
}

/// <summary>Where the fixed statistics of a finished network's batch normalisation come from.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<BatchNormInference>))]
public enum BatchNormInference
{
    /// <summary>Measured again with the finished weights, on real images: best for projecting images.</summary>
    Real,

    /// <summary>Measured again with the finished weights, on source images: best for f(z).</summary>
    Source,

    /// <summary>Measured again with the finished weights, on both.</summary>
    Both,

    /// <summary>The running averages of the training, as published code has it.</summary>
    Running,
}
