namespace Ign.MLNet.Imaging;

/// <summary>Which decoder reads the pixels of a TIFF rightly.</summary>
internal enum TiffDecoder
{
    /// <summary>libvips.</summary>
    Vips,

    /// <summary>libvips, without the opaque alpha that it adds to YCbCr of less chroma.</summary>
    VipsWithAlpha,

    /// <summary>
    /// LibTiff.NET, which converts YCbCr of whole chroma and old-style JPEG to RGB of 8 bits: libvips takes the one for RGB, and of the other reads no tiles.
    /// </summary>
    Colours,

    /// <summary>LibTiff.NET, tile by tile: libvips does not read tiles that hold one band each.</summary>
    Planes,
}
