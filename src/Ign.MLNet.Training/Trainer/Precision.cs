using System.Text.Json.Serialization;

namespace Ign.MLNet.Training;

/// <summary>What the passes of a training compute in. Weights, optimiser and losses are 32-bit floats in any case.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Precision>))]
public enum Precision
{
    /// <summary>32-bit floats.</summary>
    Single,

    /// <summary>On CUDA, matrix products with 10 bits of mantissa (TensorFloat-32); elsewhere as <see cref="Single"/>.</summary>
    TensorFloat32,

    /// <summary>bfloat16: 8 bits of mantissa. Faster on processors and GPUs that have units for it, slower elsewhere.</summary>
    BFloat16,
}
