using System.Buffers.Binary;

namespace Ign.MLNet.Imaging;

/// <summary>Reads and writes Windows bitmaps, which the libvips packages cannot.</summary>
/// <param name="Width">Columns in pixels.</param>
/// <param name="Height">Rows in pixels.</param>
/// <param name="Bands">1 grey, 3 RGB, 4 RGB and alpha.</param>
/// <param name="Pixels">Interleaved 8-bit samples, rows from top to bottom.</param>
internal sealed record BmpFile(int Width, int Height, int Bands, byte[] Pixels)
{
    /// <exception cref="ImageFileException">The file is damaged, of a kind that is not supported, or larger than <paramref name="maxPixels"/>.</exception>
    internal static BmpFile Decode(ReadOnlySpan<byte> file, long maxPixels)
    {
        var header = BmpHeader.Read(file);
        ImageLoader.Check(header.Width, header.Height, header.Bands, new ImageLimits { MaxPixels = maxPixels });
        return Decode(file, header);
    }

    /// <exception cref="ImageFileException">A pixel has a colour that the palette lacks.</exception>
    internal static BmpFile Decode(ReadOnlySpan<byte> file, BmpHeader header)
    {
        if (!header.IsCommon) return SkiaBitmap.Decode(file, header);
        var palette = file.Slice(header.PaletteStart, header.Colours * 4);
        int bands = header.Bands, bytes = header.Bits / 8;
        var pixels = new byte[header.Width * header.Height * bands];
        for (int y = 0; y < header.Height; y++)
        {
            long from = header.Start + (header.Stride * (header.TopDown ? y : header.Height - 1 - y));
            var row = file.Slice((int)from, (int)header.Stride);
            var target = pixels.AsSpan(y * header.Width * bands, header.Width * bands);
            for (int x = 0; x < header.Width; x++)
            {
                var bgr = header.Bits == 8 ? Colour(palette, row[x]) : row.Slice(x * bytes, bytes);
                if (header.IsGrey) target[x] = bgr[0];
                else
                {
                    (target[x * bands], target[(x * bands) + 1], target[(x * bands) + 2]) = (bgr[2], bgr[1], bgr[0]);
                    if (header.HasAlpha) target[(x * bands) + 3] = bgr[3];
                }
            }
        }
        return new BmpFile(header.Width, header.Height, bands, pixels);
    }

    /// <summary>The file: 8 bits with a grey palette, 24 bits, or 32 bits with an alpha mask.</summary>
    /// <exception cref="ImageFileException">The file would be larger than 2 GiB.</exception>
    internal byte[] Encode()
    {
        int bits = Bands == 1 ? 8 : Bands * 8, header = Bands == 4 ? BmpHeader.V4Header : BmpHeader.InfoHeader, palette = Bands == 1 ? 1024 : 0;
        int start = BmpHeader.FileHeader + header + palette;
        long size = start + ((((long)Width * bits) + 31) / 32 * 4 * Height);
        if (size > Array.MaxLength) throw new ImageFileException($"cannot be written as BMP: it would take {size:N0} bytes.");
        int stride = (int)((size - start) / Height);
        var file = new byte[size];
        "BM"u8.CopyTo(file);
        Put(file, 2, file.Length);
        Put(file, 10, start);
        Put(file, 14, header);
        Put(file, 18, Width);
        Put(file, 22, Height);
        file[26] = 1; // planes
        file[28] = (byte)bits;
        Put(file, 30, Bands == 4 ? BmpHeader.BitFields : BmpHeader.Uncompressed);
        Put(file, 34, stride * Height);
        if (Bands == 4)
        {
            Put(file, 54, 0xff0000);
            Put(file, 58, 0xff00);
            Put(file, 62, 0xff);
            Put(file, 66, unchecked((int)0xff000000));
            "BGRs"u8.CopyTo(file.AsSpan(70)); // colour space sRGB
        }
        for (int i = 0; i < palette; i++) file[BmpHeader.FileHeader + header + i] = i % 4 == 3 ? (byte)0 : (byte)(i / 4);
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

    private static ReadOnlySpan<byte> Colour(ReadOnlySpan<byte> palette, byte index) => index * 4 < palette.Length
        ? palette.Slice(index * 4, 4)
        : throw new ImageFileException($"is a BMP with a pixel of colour {index}, which its palette of {palette.Length / 4} lacks.");

    private static void Put(byte[] file, int at, int value) => BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(at), value);
}
