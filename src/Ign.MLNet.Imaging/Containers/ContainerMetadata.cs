namespace Ign.MLNet.Imaging;

/// <summary>
/// What a file says besides its pixels, as the parts of its container: byte for byte, but upright, and without what is no longer true of the result.
/// </summary>
internal abstract class ContainerMetadata
{
    /// <summary>What was left out, or is no longer true, in words.</summary>
    internal List<string> NotCarried { get; } = [];

    /// <summary>Puts the parts into a file of the same format.</summary>
    /// <param name="bare">A file with pixels and nothing else but, where it is not among the parts, their colour profile.</param>
    internal abstract byte[] PutInto(byte[] bare);

    /// <summary>What another format may have a place for.</summary>
    internal abstract CommonMetadata Common();

    /// <summary>The parts of a file; null for a format that has none.</summary>
    /// <param name="file">The whole file, however damaged.</param>
    /// <param name="format">Its format.</param>
    /// <param name="orientation">Orientation that is applied to the pixels, 2 to 8; null for none.</param>
    internal static ContainerMetadata? Read(byte[] file, ImageFormat format, int? orientation) => format switch
    {
        ImageFormat.Png => PngMetadata.Read(file, orientation),
        ImageFormat.Jpeg => JpegMetadata.Read(file, orientation),
        ImageFormat.WebP => WebPMetadata.Read(file, orientation),
        ImageFormat.Tiff => TiffMetadata.Read(file, orientation),
        _ => null,
    };

    /// <summary>
    /// The parts that a format has a place for; the names of the others are added to <see cref="NotCarried"/>. Null for a format that has none.
    /// </summary>
    /// <exception cref="ImageFileException">A part is too large for the format.</exception>
    internal static ContainerMetadata? From(CommonMetadata common, ImageFormat format) => format switch
    {
        ImageFormat.Png => PngMetadata.From(common),
        ImageFormat.Jpeg => JpegMetadata.From(common),
        ImageFormat.WebP => WebPMetadata.From(common),
        ImageFormat.Tiff => TiffMetadata.From(common),
        _ => null,
    };

    /// <summary>Whether an orientation exchanges rows and columns.</summary>
    protected static bool IsSideways(int? orientation) => orientation is >= 5;
}
