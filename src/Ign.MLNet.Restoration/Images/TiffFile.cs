using NetVips;

namespace Ign.MLNet.Restoration;

/// <summary>What libvips does not tell about a TIFF.</summary>
internal static class TiffFile
{
    private const int CompressionTag = 259;

    /// <summary>How the results are compressed: as the file is where that is without loss and fit for 8 and 16 bits, with deflate otherwise.</summary>
    internal static Enums.ForeignTiffCompression Compression(byte[] file) => TiffDirectory.Read(file).Whole(CompressionTag) switch
    {
        1 => Enums.ForeignTiffCompression.None,
        5 => Enums.ForeignTiffCompression.Lzw,
        32773 => Enums.ForeignTiffCompression.Packbits,
        _ => Enums.ForeignTiffCompression.Deflate,
    };
}
