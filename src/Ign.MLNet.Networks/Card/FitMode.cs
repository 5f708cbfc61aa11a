namespace Ign.MLNet.Networks;

/// <summary>What to do with an image whose size is not the model's.</summary>
public enum FitMode
{
    /// <summary>The image fails with a message that names both sizes.</summary>
    Exact,

    /// <summary>The image is resized to the model's size, projected, and resized back. Detail finer than the model's size is lost.</summary>
    Resize,

    /// <summary>
    /// The image is projected in overlapping tiles of the model's size that are blended into each other. For models of textures and photographs.
    /// </summary>
    Tile,
}
