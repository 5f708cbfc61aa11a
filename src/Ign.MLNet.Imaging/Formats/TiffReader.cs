using System.Runtime.InteropServices;
using BitMiracle.LibTiff.Classic;

namespace Ign.MLNet.Imaging;

/// <summary>Decodes what libvips does not, by LibTiff.NET.</summary>
internal static class TiffReader
{
    /// <summary>Largest tile, in bytes: programs write some hundred kilobytes.</summary>
    private const long MaxTileBytes = 1 << 26;

    /// <summary>The interleaved samples, as the image lies in the file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="kind">What it is; its decoder is not that of libvips.</param>
    /// <param name="width">Stored columns.</param>
    /// <param name="height">Stored rows.</param>
    /// <exception cref="ImageFileException">The file is damaged, or compressed in a way that is not known.</exception>
    internal static byte[] Read(byte[] file, TiffFile kind, int width, int height)
    {
        using var source = new TiffSource(file);
        try
        {
            using var tiff = Tiff.ClientOpen("image", "r", source, source) ?? throw Damaged(source);
            return kind.Decoder == TiffDecoder.Colours ? Colours(tiff, source, width, height) : Planes(tiff, source, kind.Layout!.Value, width, height);
        }
        catch (Exception e) when (e is not (ImageFileException or OutOfMemoryException))
        {
            // Managed code ends so on damage that it does not expect.
            throw new ImageFileException($"cannot be decoded as Tiff: {source.Reason ?? e.GetType().Name}", e);
        }
    }

    private static byte[] Colours(Tiff tiff, TiffSource source, int width, int height)
    {
        // In the orientation of the file, so that nothing is turned here.
        var orientation = (Orientation)(tiff.GetField(TiffTag.ORIENTATION)?[0].ToInt() ?? (int)Orientation.TOPLEFT);
        var raster = new int[width * height];
        if (!tiff.ReadRGBAImageOriented(width, height, raster, orientation, stopOnError: true)) throw Damaged(source);
        var pixels = new byte[raster.Length * 3];
        for (int i = 0, to = 0; i < raster.Length; i++, to += 3)
            (pixels[to], pixels[to + 1], pixels[to + 2]) = ((byte)Tiff.GetR(raster[i]), (byte)Tiff.GetG(raster[i]), (byte)Tiff.GetB(raster[i]));
        return pixels;
    }

    private static byte[] Planes(Tiff tiff, TiffSource source, SampleLayout layout, int width, int height)
    {
        int tileWidth = tiff.GetField(TiffTag.TILEWIDTH)?[0].ToInt() ?? 0, tileHeight = tiff.GetField(TiffTag.TILELENGTH)?[0].ToInt() ?? 0;
        int size = layout.Wide ? 2 : 1;
        if (tileWidth < 1 || tileHeight < 1 || (long)tileWidth * tileHeight * size > MaxTileBytes)
            throw new ImageFileException($"has tiles of {tileWidth}x{tileHeight} pixels, which are not read.");
        var pixels = new byte[width * height * layout.BytesPerPixel];
        var tile = new byte[tiff.TileSize()];
        if (tile.Length != tileWidth * tileHeight * size) throw Damaged(source);
        for (int band = 0; band < layout.Bands; band++)
            for (int y = 0; y < height; y += tileHeight)
                for (int x = 0; x < width; x += tileWidth)
                {
                    if (tiff.ReadTile(tile, 0, x, y, 0, (short)band) < tile.Length) throw Damaged(source);
                    int rows = Math.Min(tileHeight, height - y), columns = Math.Min(tileWidth, width - x);
                    for (int row = 0; row < rows; row++)
                    {
                        var target = pixels.AsSpan(((((y + row) * width) + x) * layout.BytesPerPixel) + (band * size));
                        Interleave(tile.AsSpan(row * tileWidth * size, columns * size), target, layout);
                    }
                }
        return pixels;
    }

    private static void Interleave(ReadOnlySpan<byte> band, Span<byte> pixels, SampleLayout layout)
    {
        if (layout.Wide)
        {
            var wide = MemoryMarshal.Cast<byte, ushort>(band);
            var target = MemoryMarshal.Cast<byte, ushort>(pixels);
            for (int i = 0; i < wide.Length; i++) target[i * layout.Bands] = wide[i];
        }
        else
            for (int i = 0; i < band.Length; i++) pixels[i * layout.Bands] = band[i];
    }

    private static ImageFileException Damaged(TiffSource source) => new($"cannot be decoded as Tiff: {source.Reason ?? "its pixels are not whole"}");
}
