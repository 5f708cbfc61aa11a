namespace Ign.MLNet.Networks;

/// <summary>Number formats of a safetensors file that are read here.</summary>
internal enum SafetensorsType
{
    /// <summary>32-bit float.</summary>
    F32,

    /// <summary>IEEE 16-bit float.</summary>
    F16,

    /// <summary>Upper half of a 32-bit float.</summary>
    BF16,

    /// <summary>64-bit whole number; PyTorch counts batches in it.</summary>
    I64,
}
