namespace Ign.MLNet.Imaging;

/// <summary>Image file formats that are read; all but the last two are written. A file's content decides, not its name.</summary>
public enum ImageFormat
{
    /// <summary>PNG, without loss, 8 or 16 bits.</summary>
    Png,

    /// <summary>JPEG, 8 bits, no alpha.</summary>
    Jpeg,

    /// <summary>WebP, with or without loss, 8 bits.</summary>
    WebP,

    /// <summary>TIFF, without loss, 8 or 16 bits.</summary>
    Tiff,

    /// <summary>Windows bitmap, without loss, 8 bits.</summary>
    Bmp,

    /// <summary>GIF of one frame; only read, results are PNG.</summary>
    Gif,

    /// <summary>AVIF of one image, 8 to 12 bits; only read, results are PNG, which has room for all of its values.</summary>
    Avif,
}
