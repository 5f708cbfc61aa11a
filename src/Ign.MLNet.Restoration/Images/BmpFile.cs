using System.Buffers.Binary;

namespace Ign.MLNet.Restoration;

/// <summary>
/// Reads and writes Windows bitmaps, which the libvips packages cannot: uncompressed with 8 bits a pixel (palette), 24, or 32.
/// </summary>
/// <param name="Width">Columns in pixels.</param>
/// <param name="Height">Rows in pixels.</param>
/// <param name="Bands">1 grey, 3 RGB, 4 RGB and alpha.</param>
/// <param name="Pixels">Interleaved 8-bit samples, rows from top to bottom.</param>
internal sealed record BmpFile(int Width, int Height, int Bands, byte[] Pixels)
{
    private const int FileHeader = 14, InfoHeader = 40;
    private const int V4Header = 108;
    private const int Uncompressed = 0, BitFields = 3;

    /// <exception cref="ImageFileException">The file is damaged, of a kind that is not supported, or larger than <paramref name="maxPixels"/>.</exception>
    internal static BmpFile Decode(ReadOnlySpan<byte> file, long maxPixels)
    {
        if (file.Length < FileHeader + InfoHeader) throw new ImageFileException("is a BMP that ends inside its header.");
        uint start = U32(file, 10), header = U32(file, 14), compression = U32(file, 30), used = U32(file, 46);
        int width = I32(file, 18), rows = I32(file, 22), bits = BinaryPrimitives.ReadUInt16LittleEndian(file[28..]);
        if (header < InfoHeader || header > file.Length - FileHeader) throw new ImageFileException("is a BMP with a header that is not supported.");
        if (width < 1 || rows is 0 or int.MinValue) throw new ImageFileException($"is a BMP with an impossible size of {width}x{rows}.");
        int height = Math.Abs(rows); // negative: the first row is the top one
        if ((long)width * height > maxPixels) throw TooLarge(width, height, maxPixels);
        bool masked = compression == BitFields && bits == 32 && HasUsualMasks(file, header);
        if (bits is not (8 or 24 or 32) || (compression != Uncompressed && !masked))
            throw new ImageFileException($"is a BMP of a kind that is not supported ({bits} bits, compression {compression}); expected 8, 24 or 32 bits without compression.");

        long stride = (((long)width * bits) + 31) / 32 * 4;
        if (start > file.Length || stride * height > file.Length - start) throw new ImageFileException("is a BMP that ends inside its pixels.");

        var data = file[(int)start..];
        var palette = bits == 8 ? Palette(file, header, used) : [];
        bool grey = bits == 8 && IsGrey(palette);
        // The fourth byte means alpha only where a header says so by its mask; plain 32-bit files leave it undefined.
        bool alpha = masked && header >= V4Header && U32(file, 66) == 0xff000000;
        int bands = grey ? 1 : alpha ? 4 : 3;
        var pixels = new byte[(long)width * height * bands];
        for (int y = 0; y < height; y++)
        {
            var row = data.Slice((int)(stride * (rows > 0 ? height - 1 - y : y)), (int)stride);
            var target = pixels.AsSpan(y * width * bands, width * bands);
            for (int x = 0; x < width; x++)
            {
                var bgr = bits == 8 ? Colour(palette, row[x]) : row.Slice(x * (bits / 8), bits / 8);
                if (grey) target[x] = bgr[0];
                else
                {
                    (target[x * bands], target[(x * bands) + 1], target[(x * bands) + 2]) = (bgr[2], bgr[1], bgr[0]);
                    if (alpha) target[(x * bands) + 3] = bgr[3];
                }
            }
        }
        return new BmpFile(width, height, bands, pixels);
    }

    /// <summary>The file: 8 bits with a grey palette, 24 bits, or 32 bits with an alpha mask.</summary>
    internal byte[] Encode()
    {
        int bits = Bands == 1 ? 8 : Bands * 8, header = Bands == 4 ? V4Header : InfoHeader, palette = Bands == 1 ? 1024 : 0;
        int stride = checked((Width * bits) + 31) / 32 * 4, start = FileHeader + header + palette;
        var file = new byte[checked(start + (stride * Height))];
        "BM"u8.CopyTo(file);
        Put(file, 2, file.Length);
        Put(file, 10, start);
        Put(file, 14, header);
        Put(file, 18, Width);
        Put(file, 22, Height);
        file[26] = 1; // planes
        file[28] = (byte)bits;
        Put(file, 30, Bands == 4 ? BitFields : Uncompressed);
        Put(file, 34, stride * Height);
        if (Bands == 4)
        {
            Put(file, 54, 0xff0000);
            Put(file, 58, 0xff00);
            Put(file, 62, 0xff);
            Put(file, 66, unchecked((int)0xff000000));
            "BGRs"u8.CopyTo(file.AsSpan(70)); // colour space sRGB
        }
        for (int i = 0; i < palette; i++) file[FileHeader + header + i] = i % 4 == 3 ? (byte)0 : (byte)(i / 4);
        for (int y = 0; y < Height; y++)
        {
            var row = file.AsSpan(start + (stride * (Height - 1 - y)), stride);
            var source = Pixels.AsSpan(y * Width * Bands, Width * Bands);
            source.CopyTo(row);
            if (Bands > 1)
                for (int x = 0; x < source.Length; x += Bands) (row[x], row[x + 2]) = (row[x + 2], row[x]);
        }
        return file;
    }

    internal static ImageFileException TooLarge(int width, int height, long maxPixels) =>
        new($"has {width}x{height} pixels; at most {maxPixels:N0} are allowed.");

    private static ReadOnlySpan<byte> Palette(ReadOnlySpan<byte> file, uint header, uint used)
    {
        int colours = used is 0 or > 256 ? 256 : (int)used;
        long at = FileHeader + (long)header;
        if (at + (colours * 4) > file.Length) throw new ImageFileException("is a BMP that ends inside its palette.");
        return file.Slice((int)at, colours * 4);
    }

    private static ReadOnlySpan<byte> Colour(ReadOnlySpan<byte> palette, byte index) => index * 4 < palette.Length
        ? palette.Slice(index * 4, 4)
        : throw new ImageFileException($"is a BMP with a pixel of colour {index}, which its palette of {palette.Length / 4} lacks.");

    private static bool IsGrey(ReadOnlySpan<byte> palette)
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

    private static void Put(byte[] file, int at, int value) => BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(at), value);
}
