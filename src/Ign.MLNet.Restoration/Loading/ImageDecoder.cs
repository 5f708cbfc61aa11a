using Microsoft.ML.Data;
using NetVips;

namespace Ign.MLNet.Restoration;

/// <summary>
/// Decodes image files for looking at and for pipelines: upright, in sRGB with 8 bits. Checks the same limits as a restoring job does, all but the
/// time before anything is decoded.
/// </summary>
internal static class ImageDecoder
{
    /// <summary>Formats that compress plain areas further than <see cref="ImageLimits.MaxRatio"/> allows have only the limit of pixels.</summary>
    private const long PixelsWithoutRatio = 4_000_000;

    private const Enums.FailOn Strict = Enums.FailOn.Error; // damage is an error, not a grey area

    /// <summary>The whole image as ML.NET's stages take it; the caller disposes it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="limits">What the file may cost.</param>
    /// <param name="size">Columns and rows in pixels, for an image that is stretched to exactly that size; null for its own.</param>
    /// <exception cref="ImageFileException">The file is no image, damaged, or beyond a limit.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    internal static MLImage Decode(string path, ImageLimits limits, (int Width, int Height)? size) => Decode(path, limits, size?.Width, size?.Height, Enums.Size.Force, image =>
    {
        using var colour = image.Bands == 4 ? image.Copy() : image.Bandjoin(byte.MaxValue);
        using var bgra = colour[2].Bandjoin(colour[1], colour[0], colour[3]);
        return MLImage.CreateFromPixels(bgra.Width, bgra.Height, MLPixelFormat.Bgra32, bgra.WriteToMemory<byte>());
    });

    /// <summary>The image, made smaller where a side is too long.</summary>
    /// <param name="path">The file.</param>
    /// <param name="limits">What the file may cost.</param>
    /// <param name="side">Longest side in pixels.</param>
    /// <param name="use">Gets RGB or RGBA, and evaluates it; the image is disposed afterwards.</param>
    /// <inheritdoc cref="Decode(string, ImageLimits, ValueTuple{int, int}?)" path="/exception"/>
    internal static T Thumbnail<T>(string path, ImageLimits limits, int side, Func<Image, T> use) => Decode(path, limits, side, side, Enums.Size.Down, use);

    private static T Decode<T>(string path, ImageLimits limits, int? width, int? height, Enums.Size fit, Func<Image, T> use)
    {
        Vips.Ensure();
        var file = Read(path, limits);
        var format = ImageFormats.Detect(file);
        using var time = new CancellationTokenSource(limits.MaxDecodeTime);
        try
        {
            int reduction = 1;
            using (var header = Open(file, format, limits, 1))
            {
                Check(header, format, file.Length, limits);
                // Twice the size that is asked for is left to the better filter.
                if (width is { } w && height is { } h) reduction = Math.Max(1, Math.Min(header.Width, header.Height) / (2 * Math.Max(w, h)));
            }
            using var image = Open(file, format, limits, reduction);
            image.SetProgress(null, time.Token);
            using var sized = image.ThumbnailImage(width ?? image.Width, height: height ?? image.Height, size: fit, outputProfile: "srgb", failOn: Strict);
            using var colour = sized.Colourspace(Enums.Interpretation.Srgb);
            return use(colour);
        }
        catch (VipsException) when (time.IsCancellationRequested)
        {
            throw new ImageFileException($"takes longer than {limits.MaxDecodeTime.TotalSeconds:0.###} s to decode.");
        }
        catch (VipsException e)
        {
            throw new ImageFileException($"cannot be decoded as {format}: {OneLine(e)}", e);
        }
    }

    private static byte[] Read(string path, ImageLimits limits)
    {
        long length = new FileInfo(path).Length;
        if (length == 0) throw new ImageFileException("is empty."); // also what a pipe or a device looks like, which must not be opened
        if (length > limits.MaxFileBytes) throw new ImageFileException($"has {length:N0} bytes; at most {limits.MaxFileBytes:N0} are read.");
        return File.ReadAllBytes(path);
    }

    /// <summary>Opens the file, decoded to a fraction of its size where its format can do that for less work.</summary>
    private static Image Open(byte[] file, ImageFormat format, ImageLimits limits, int reduction) => format switch
    {
        ImageFormat.Png => Image.PngloadBuffer(file, access: Enums.Access.Sequential, failOn: Strict),
        ImageFormat.Jpeg => Image.JpegloadBuffer(file, shrink: reduction switch { >= 8 => 8, >= 4 => 4, >= 2 => 2, _ => 1 }, access: Enums.Access.Sequential, failOn: Strict),
        ImageFormat.WebP => Image.WebploadBuffer(file, scale: 1.0 / reduction, access: Enums.Access.Sequential, failOn: Strict),
        ImageFormat.Tiff => Image.TiffloadBuffer(file, access: Enums.Access.Sequential, failOn: Strict),
        _ => Bitmap(BmpFile.Decode(file, BmpHeader.Read(file))),
    };

    private static Image Bitmap(BmpFile bmp)
    {
        using var raw = Image.NewFromMemoryCopy<byte>(bmp.Pixels, bmp.Width, bmp.Height, bmp.Bands, Enums.BandFormat.Uchar);
        return raw.Copy(interpretation: bmp.Bands == 1 ? Enums.Interpretation.Bw : Enums.Interpretation.Srgb);
    }

    private static void Check(Image image, ImageFormat format, long stored, ImageLimits limits)
    {
        long pixels = (long)image.Width * image.Height, bytes = pixels * image.Bands * (image.Format == Enums.BandFormat.Uchar ? 1 : 2);
        if (pixels > limits.MaxPixels) throw new ImageFileException($"has {image.Width}x{image.Height} pixels; at most {limits.MaxPixels:N0} are allowed.");
        if (pixels > PixelsWithoutRatio && format != ImageFormat.WebP && bytes > limits.MaxRatio * stored)
            throw new ImageFileException($"unpacks from {stored:N0} to {bytes:N0} bytes; at most {limits.MaxRatio:N0} times its size is allowed.");
        if (image.Contains("n-pages") && image.Get("n-pages") is int pages && pages > 1)
            throw new ImageFileException($"holds {pages} pages or frames; only single images are read.");
        if (image.Format is not (Enums.BandFormat.Uchar or Enums.BandFormat.Ushort))
            throw new ImageFileException($"holds samples of the type {image.Format}; expected 8 or 16 bits.");
    }

    private static string OneLine(VipsException e)
    {
        // libvips appends its own lines to the text of the binding; the first of them names the cause.
        var lines = e.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        string line = lines.Length > 1 ? lines[1] : lines.FirstOrDefault() ?? "unknown cause";
        return string.Concat(line.Where(c => !char.IsControl(c)));
    }
}
