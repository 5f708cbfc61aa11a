using NetVips;

namespace Ign.MLNet.Imaging;

/// <summary>How a file holds its pixels, so that the result can be stored alike.</summary>
/// <param name="Format">Its format.</param>
/// <param name="Lossless">Whether a WebP is without loss.</param>
/// <param name="Interlaced">Whether a PNG is interlaced or a JPEG progressive.</param>
/// <param name="Quality">Quality of a JPEG, 1 to 100; null where it is unknown.</param>
/// <param name="Subsampled">
/// Whether a JPEG has its chroma at half the resolution both ways; other reductions (4:2:2, 4:4:0, 4:1:1) are not written, and become none.
/// </param>
/// <param name="TiffCompression">Compression of a TIFF.</param>
/// <param name="Bits">Bits of a grey sample in a PNG or TIFF where they are 1, 2 or 4; 8 otherwise.</param>
/// <param name="Palette">Whether a PNG has a palette.</param>
/// <param name="WhiteIsZero">Whether a TIFF stores white as 0.</param>
/// <param name="Fourth">What the last band of a TIFF means.</param>
internal sealed record StorageTraits(
    ImageFormat Format,
    bool Lossless = false,
    bool Interlaced = false,
    int? Quality = null,
    bool Subsampled = false,
    Enums.ForeignTiffCompression TiffCompression = Enums.ForeignTiffCompression.Deflate,
    int Bits = 8,
    bool Palette = false,
    bool WhiteIsZero = false,
    FourthBand Fourth = FourthBand.Alpha)
{
    internal static StorageTraits Of(byte[] file, ImageFormat format, Image image, TiffFile? tiff)
    {
        bool interlaced = image.Contains("interlaced");
        return format switch
        {
            ImageFormat.Jpeg => new(format, Interlaced: interlaced, Quality: JpegQuality.Of(file), Subsampled: JpegFile.HasHalvedChroma(file)),
            ImageFormat.WebP => new(format, Lossless: ImageFormats.IsLosslessWebP(file)),
            ImageFormat.Tiff =>
                new(format, TiffCompression: tiff!.Compression, WhiteIsZero: tiff.WhiteIsZero, Fourth: tiff.Fourth) { Bits = Math.Min(8, tiff.Bits) },
            ImageFormat.Png => new(format, Interlaced: interlaced, Palette: PngFile.HasPalette(file)) { Bits = Math.Min(8, PngFile.Bits(file)) },
            ImageFormat.Gif or ImageFormat.Avif => new(ImageFormat.Png),
            _ => new(format, Interlaced: interlaced),
        };
    }
}
