using System.Text.Json.Serialization;

namespace Ign.MLNet.Training;

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
