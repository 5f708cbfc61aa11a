using System.Runtime.InteropServices;
using SkiaSharp;

namespace Ign.MLNet.Imaging;

/// <summary>
/// Bitmaps of the rarer kinds: 1, 4 and 16 bits, odd masks, run lengths, the headers of OS/2. Skia, which ML.NET brings anyway, reads them; the common kinds
/// stay with <see cref="BmpFile"/>, because Skia takes the fourth byte for alpha by other rules and has no grey.
/// </summary>
internal static class SkiaBitmap
{
    private const int Bytes = 4;

    /// <exception cref="ImageFileException">The file is damaged, or the native library of Skia is missing.</exception>
    internal static BmpFile Decode(ReadOnlySpan<byte> file, BmpHeader header)
    {
        try
        {
            var bgra = Pixels(file, header);
            int bands = header.Bands;
            var pixels = new byte[header.Width * header.Height * bands];
            var ground = header.Colours > 0 ? file.Slice(header.PaletteStart, 3) : default;
            for (int from = 0, to = 0; to < pixels.Length; from += Bytes, to += bands)
            {
                var colour = bgra.AsSpan(from, Bytes);
                // Runs may leave pixels out: they have the first colour, as most programs show them.
                var bgr = colour[3] == 0 && !header.HasAlpha && ground.Length > 0 ? ground : colour[..3];
                if (bands == 1) pixels[to] = bgr[0];
                else (pixels[to], pixels[to + 1], pixels[to + 2]) = (bgr[2], bgr[1], bgr[0]);
                if (bands == 4) pixels[to + 3] = colour[3];
            }
            return new BmpFile(header.Width, header.Height, bands, pixels);
        }
        catch (Exception e) when (e is DllNotFoundException or TypeInitializationException)
        {
            throw new ImageFileException(
                "is a BMP of a kind that takes Skia, whose native library is missing; add the package SkiaSharp.NativeAssets.Linux.NoDependencies.", e);
        }
    }

    private static byte[] Pixels(ReadOnlySpan<byte> file, BmpHeader header)
    {
        using var data = SKData.CreateCopy(file);
        using var codec = SKCodec.Create(data) ?? throw new ImageFileException("is a BMP of a kind that is not supported, or with a damaged header.");
        if (codec.Info.Width != header.Width || codec.Info.Height != header.Height) throw new ImageFileException("is a BMP whose header is damaged.");
        var pixels = new byte[header.Width * header.Height * Bytes];
        var info = new SKImageInfo(header.Width, header.Height, SKColorType.Bgra8888, SKAlphaType.Unpremul);
        var handle = GCHandle.Alloc(pixels, GCHandleType.Pinned);
        try
        {
            var result = codec.GetPixels(info, handle.AddrOfPinnedObject());
            if (result == SKCodecResult.IncompleteInput) throw new ImageFileException("is a BMP that ends inside its pixels.");
            if (result != SKCodecResult.Success) throw new ImageFileException($"is a BMP that cannot be decoded ({result}).");
            return pixels;
        }
        finally
        {
            handle.Free();
        }
    }
}
