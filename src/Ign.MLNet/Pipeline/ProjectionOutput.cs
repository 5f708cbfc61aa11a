namespace Ign.MLNet;

/// <summary>Type of the column that a projection stage creates.</summary>
public enum ProjectionOutput
{
    /// <summary>
    /// Vector of <see cref="float"/> in the card's value range, with the dimensions that the input column had when the stage was fitted; of images
    /// <c>Vector&lt;Single, C, H, W&gt;</c>. So a stage fits in front of what was trained on its input.
    /// </summary>
    Vector,

    /// <summary>
    /// <see cref="Microsoft.ML.Data.MLImage"/> of the model's size, opaque; values are clamped to the card's range and rounded to 8 bits. Every
    /// read makes a new image, which belongs to the reader.
    /// </summary>
    Image,

    /// <summary>
    /// <c>Vector&lt;Single, 1, C, H, W&gt;</c> in the card's value range, as <c>ApplyOnnxModel</c> types it: in front of what was trained on its column.
    /// </summary>
    Tensor,
}
