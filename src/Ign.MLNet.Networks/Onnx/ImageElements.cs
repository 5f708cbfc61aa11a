namespace Ign.MLNet.Networks;

/// <summary>What a model file takes and gives.</summary>
public enum ImageElements
{
    /// <summary>32-bit floats in the value range of the card, <c>[N, C, H, W]</c>.</summary>
    Float,

    /// <summary>Pixels of 8 bits, <c>[N, C, H, W]</c>; the graph scales and rounds.</summary>
    UInt8Planes,

    /// <summary>Pixels of 8 bits, <c>[N, H, W, C]</c>, as decoders give them; the graph transposes, scales and rounds.</summary>
    UInt8Interleaved,
}
