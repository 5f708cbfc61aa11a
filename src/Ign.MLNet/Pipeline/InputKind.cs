namespace Ign.MLNet;

/// <summary>Types of input column that a projection stage reads.</summary>
internal enum InputKind
{
    /// <summary>Vector of <see cref="float"/> in the card's value range.</summary>
    SingleVector,

    /// <summary>Vector of <see cref="byte"/>; 0 to 255 are scaled to the card's value range.</summary>
    ByteVector,

    /// <summary>Image with 8 bits per channel, scaled like bytes; its alpha channel is not read.</summary>
    Image,
}
