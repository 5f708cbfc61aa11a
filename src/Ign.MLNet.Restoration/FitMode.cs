namespace Ign.MLNet.Restoration;

/// <summary>What to do with an image whose size is not the model's.</summary>
public enum FitMode
{
    /// <summary>The item fails with a message that names both sizes.</summary>
    Exact,

    /// <summary>The image is resized to the model's size, projected, and resized back. Detail finer than the model's size is lost.</summary>
    Resize,
}
