using System.Buffers.Binary;

namespace Ign.MLNet.Restoration;

/// <summary>The header of a Windows bitmap, checked: uncompressed with 8 bits a pixel (palette), 24, or 32.</summary>
/// <param name="Width">Columns in pixels.</param>
/// <param name="Height">Rows in pixels.</param>
/// <param name="TopDown">Whether the first row is the top one.</param>
/// <param name="Bits">Bits a pixel.</param>
/// <param name="HasAlpha">Whether the fourth byte of a pixel is alpha.</param>
/// <param name="Start">Where the pixels start, in bytes.</param>
/// <param name="PaletteStart">Where the palette starts, in bytes.</param>
/// <param name="Colours">Colours in the palette of an image of 8 bits, 0 otherwise.</param>
/// <param name="IsGrey">Whether all colours of the palette are grey.</param>
internal readonly record struct BmpHeader(int Width, int Height, bool TopDown, int Bits, bool HasAlpha, int Start, int PaletteStart, int Colours, bool IsGrey)
{
    internal const int FileHeader = 14, InfoHeader = 40, V4Header = 108;
    internal const int Uncompressed = 0, BitFields = 3;

    /// <summary>1 grey, 3 RGB, 4 RGB and alpha.</summary>
    internal int Bands => IsGrey ? 1 : HasAlpha ? 4 : 3;

    /// <summary>Bytes of a row, which is filled up to a multiple of four.</summary>
    internal long Stride => (((long)Width * Bits) + 31) / 32 * 4;

    /// <exception cref="ImageFileException">The file is damaged or of a kind that is not supported.</exception>
    internal static BmpHeader Read(ReadOnlySpan<byte> file)
    {
        if (file.Length < FileHeader + InfoHeader) throw new ImageFileException("is a BMP that ends inside its header.");
        uint start = U32(file, 10), header = U32(file, 14), compression = U32(file, 30), used = U32(file, 46);
        int width = I32(file, 18), rows = I32(file, 22), bits = BinaryPrimitives.ReadUInt16LittleEndian(file[28..]);
        if (header < InfoHeader || header > file.Length - FileHeader) throw new ImageFileException("is a BMP with a header that is not supported.");
        if (width < 1 || rows is 0 or int.MinValue) throw new ImageFileException($"is a BMP with an impossible size of {width}x{rows}.");
        bool masked = compression == BitFields && bits == 32 && HasUsualMasks(file, header);
        if (bits is not (8 or 24 or 32) || (compression != Uncompressed && !masked))
            throw new ImageFileException($"is a BMP of a kind that is not supported ({bits} bits, compression {compression}); expected 8, 24 or 32 bits without compression.");

        int colours = bits != 8 ? 0 : used is 0 or > 256 ? 256 : (int)used;
        long palette = FileHeader + (long)header;
        if (palette + (colours * 4) > file.Length) throw new ImageFileException("is a BMP that ends inside its palette.");
        // The fourth byte means alpha only where a header says so by its mask; plain 32-bit files leave it undefined.
        bool alpha = masked && header >= V4Header && U32(file, 66) == 0xff000000;
        bool grey = bits == 8 && IsAllGrey(file.Slice((int)palette, colours * 4));
        var result = new BmpHeader(width, Math.Abs(rows), rows < 0, bits, alpha, 0, (int)palette, colours, grey);
        if (start > file.Length || result.Stride * result.Height > file.Length - start) throw new ImageFileException("is a BMP that ends inside its pixels.");
        return result with { Start = (int)start };
    }

    private static bool IsAllGrey(ReadOnlySpan<byte> palette)
    {
        for (int i = 0; i < palette.Length; i += 4)
            if (palette[i] != palette[i + 1] || palette[i] != palette[i + 2]) return false;
        return true;
    }

    private static bool HasUsualMasks(ReadOnlySpan<byte> file, uint header)
    {
        // The three masks follow a header of 40 bytes and are part of the longer ones: at 54 in both cases.
        if (file.Length < 70 || (header > InfoHeader && header < 52)) return false;
        return U32(file, 54) == 0xff0000 && U32(file, 58) == 0xff00 && U32(file, 62) == 0xff;
    }

    private static uint U32(ReadOnlySpan<byte> file, int at) => BinaryPrimitives.ReadUInt32LittleEndian(file[at..]);

    private static int I32(ReadOnlySpan<byte> file, int at) => BinaryPrimitives.ReadInt32LittleEndian(file[at..]);
}
