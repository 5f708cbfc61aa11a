namespace Ign.MLNet;

/// <summary>Type of the column that a projection stage creates.</summary>
public enum ProjectionOutput
{
    /// <summary><c>Vector&lt;Single, 1, C, H, W&gt;</c> in the card's value range, as <c>ApplyOnnxModel</c> types it.</summary>
    Vector,

    /// <summary>
    /// <see cref="Microsoft.ML.Data.MLImage"/> of the model's size, opaque; values are clamped to the card's range and rounded to 8 bits. Every
    /// read makes a new image, which belongs to the reader.
    /// </summary>
    Image,
}
