namespace Ign.MLNet.Restoration;

/// <summary>Image file formats that are read and written. A file's content decides, not its name.</summary>
internal enum ImageFormat
{
    Png,
    Jpeg,
    WebP,
    Tiff,
    Bmp,
}
