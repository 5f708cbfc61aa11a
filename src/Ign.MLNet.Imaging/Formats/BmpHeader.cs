using System.Buffers.Binary;

namespace Ign.MLNet.Imaging;

/// <summary>The header of a Windows bitmap, checked.</summary>
/// <param name="Width">Columns in pixels.</param>
/// <param name="Height">Rows in pixels.</param>
/// <param name="TopDown">Whether the first row is the top one.</param>
/// <param name="Bits">Bits a pixel.</param>
/// <param name="HasAlpha">Whether the fourth byte of a pixel is alpha.</param>
/// <param name="Start">Where the pixels start, in bytes.</param>
/// <param name="PaletteStart">Where the palette starts, in bytes.</param>
/// <param name="Colours">Colours in the palette of an image of up to 8 bits, 0 otherwise.</param>
/// <param name="IsGrey">Whether all colours of the palette are grey.</param>
/// <param name="IsCommon">Whether it is of a kind that <see cref="BmpFile"/> decodes itself: uncompressed with 8, 24 or 32 bits.</param>
internal readonly record struct BmpHeader(int Width, int Height, bool TopDown, int Bits, bool HasAlpha, int Start, int PaletteStart, int Colours, bool IsGrey,
    bool IsCommon)
{
    internal const int FileHeader = 14, ShortHeader = 12, InfoHeader = 40, V4Header = 108;
    internal const int Uncompressed = 0, RunLength8 = 1, RunLength4 = 2, BitFields = 3, AlphaBitFields = 6;

    /// <summary>1 grey, 3 RGB, 4 RGB and alpha.</summary>
    internal int Bands => IsGrey ? 1 : HasAlpha ? 4 : 3;

    /// <summary>Bytes of a row, which is filled up to a multiple of four.</summary>
    internal long Stride => (((long)Width * Bits) + 31) / 32 * 4;

    /// <exception cref="ImageFileException">The file is damaged or of a kind that is not supported.</exception>
    internal static BmpHeader Read(ReadOnlySpan<byte> file)
    {
        if (file.Length < FileHeader + ShortHeader) throw new ImageFileException("is a BMP that ends inside its header.");
        uint start = U32(file, 10), header = U32(file, 14);
        bool old = header == ShortHeader; // of OS/2 1: shorter numbers, and palettes without a fourth byte
        if ((header < 16 && !old) || header > file.Length - FileHeader) throw new ImageFileException("is a BMP with a header that is not supported.");
        int width = old ? U16(file, 18) : I32(file, 18), rows = old ? U16(file, 20) : I32(file, 22), bits = U16(file, old ? 24 : 28);
        uint compression = Field(file, header, 30), used = Field(file, header, 46);
        if (width < 1 || rows is 0 or int.MinValue) throw new ImageFileException($"is a BMP with an impossible size of {width}x{rows}.");
        bool masks = bits is 16 or 32 && compression is BitFields or AlphaBitFields, usual = compression == BitFields && bits == 32
            && HasUsualMasks(file, header);
        bool runs = (bits, compression) is (8, RunLength8) or (4, RunLength4);
        if (bits is not (1 or 4 or 8 or 16 or 24 or 32) || !(compression == Uncompressed || masks || runs))
            throw new ImageFileException($"is a BMP of a kind that is not supported ({bits} bits, compression {compression}).");

        int colours = bits > 8 ? 0 : used == 0 || used > 1 << bits ? 1 << bits : (int)used, entry = old ? 3 : 4;
        long palette = FileHeader + (long)header;
        if (palette + (colours * entry) > file.Length) throw new ImageFileException("is a BMP that ends inside its palette.");
        // The fourth byte means alpha only where a header says so by its mask; plain 32-bit files leave it undefined.
        bool alpha = masks && header >= V4Header && (usual ? U32(file, 66) == 0xff000000 : U32(file, 66) != 0);
        bool grey = colours > 0 && IsAllGrey(file.Slice((int)palette, colours * entry), entry);
        bool common = !old && header >= InfoHeader && ((bits is 8 or 24 or 32 && compression == Uncompressed) || usual);
        var result = new BmpHeader(width, Math.Abs(rows), rows < 0, bits, alpha, 0, (int)palette, colours, grey, common);
        if (start > file.Length || (!runs && result.Stride * result.Height > file.Length - start))
            throw new ImageFileException("is a BMP that ends inside its pixels.");
        return result with { Start = (int)start };
    }

    private static bool IsAllGrey(ReadOnlySpan<byte> palette, int entry)
    {
        for (int i = 0; i < palette.Length; i += entry)
            if (palette[i] != palette[i + 1] || palette[i] != palette[i + 2]) return false;
        return true;
    }

    /// <summary>A number that shorter headers lack, which is 0 then.</summary>
    private static uint Field(ReadOnlySpan<byte> file, uint header, int at) => at + 4 <= FileHeader + header ? U32(file, at) : 0;

    private static int U16(ReadOnlySpan<byte> file, int at) => BinaryPrimitives.ReadUInt16LittleEndian(file[at..]);

    private static bool HasUsualMasks(ReadOnlySpan<byte> file, uint header)
    {
        // The three masks follow a header of 40 bytes and are part of the longer ones: at 54 in both cases.
        if (file.Length < 70 || (header > InfoHeader && header < 52)) return false;
        return U32(file, 54) == 0xff0000 && U32(file, 58) == 0xff00 && U32(file, 62) == 0xff;
    }

    private static uint U32(ReadOnlySpan<byte> file, int at) => BinaryPrimitives.ReadUInt32LittleEndian(file[at..]);

    private static int I32(ReadOnlySpan<byte> file, int at) => BinaryPrimitives.ReadInt32LittleEndian(file[at..]);
}
