using NetVips;

namespace Ign.MLNet.Imaging;

/// <summary>Reads the header of a file with the one decoder of its format.</summary>
internal static class ImageLoader
{
    private const int MaxBytesPerPixel = 8;

    /// <summary>Opens a file of any format but BMP; its pixels are decoded when they are first asked for.</summary>
    /// <exception cref="ImageFileException">It is beyond a limit, or more than one image.</exception>
    /// <exception cref="VipsException">It is damaged.</exception>
    internal static Image Open(byte[] file, ImageFormat format, ImageLimits limits)
    {
        CheckFrames(file, format, limits);
        var image = Load(file, format);
        try
        {
            if (image.Contains("n-pages") && image.Get("n-pages") is int pages && pages > 1) throw Frames((uint)pages);
            if (image.Contains("exif-data") && image.Get("exif-data") is byte[] exif && exif.Length > limits.MaxExifBytes)
                throw new ImageFileException(
                    $"holds {exif.Length:N0} bytes of EXIF; at most {limits.MaxExifBytes:N0} are allowed ({ImageLimits.Raise(nameof(limits.MaxExifBytes))}).");
            return image;
        }
        catch
        {
            image.Dispose();
            throw;
        }
    }

    /// <summary>Holds what a header promises against the limits.</summary>
    internal static void Check(int width, int height, int bytesPerPixel, ImageLimits limits)
    {
        long pixels = (long)width * height;
        if (pixels > limits.MaxPixels)
            throw new ImageFileException(
                $"has {width}x{height} pixels; at most {limits.MaxPixels:N0} are allowed ({ImageLimits.Raise(nameof(limits.MaxPixels))}).");
        // An array holds at most 2³¹ values: samples in any form they may take on the way out, and those of the model.
        if (pixels * Math.Max(bytesPerPixel, MaxBytesPerPixel) > Array.MaxLength)
            throw new ImageFileException($"has {width}x{height} pixels, which is more than one array can hold.");
    }

    private static Image Load(byte[] file, ImageFormat format)
    {
        // Fail on damage instead of filling the missing part with grey; and decode in rows, so that nothing is kept twice.
        const Enums.FailOn Strict = Enums.FailOn.Error;
        const Enums.Access Rows = Enums.Access.Sequential;
        return format switch
        {
            ImageFormat.Png => Image.PngloadBuffer(file, access: Rows, failOn: Strict),
            ImageFormat.Jpeg => Jpeg(file, shrink: 1),
            ImageFormat.WebP => Image.WebploadBuffer(file, access: Rows, failOn: Strict),
            ImageFormat.Tiff => Image.TiffloadBuffer(file, access: Rows, failOn: Strict),
            ImageFormat.Gif => Image.GifloadBuffer(file, access: Rows, failOn: Strict),
            ImageFormat.Avif => Image.HeifloadBuffer(file, access: Rows, failOn: Strict),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, null),
        };
    }

    /// <summary>Opens a JPEG, decoded to a part of its size.</summary>
    /// <param name="file">The file.</param>
    /// <param name="shrink">1, 2, 4 or 8.</param>
    internal static Image Jpeg(byte[] file, int shrink)
    {
        if (JpegFile.HasEnd(file) || !JpegFile.HasAllScans(file))
            return Image.JpegloadBuffer(file, shrink: shrink, access: Enums.Access.Sequential, failOn: Enums.FailOn.Error);
        // A file may lack nothing but its last marker: with it, the decoder warns only if
        // the scan that it is in lacks something.
        return Image.JpegloadBuffer([.. file, .. JpegFile.End], shrink: shrink, access: Enums.Access.Sequential, failOn: Enums.FailOn.Warning);
    }

    private static void CheckFrames(ReadOnlySpan<byte> file, ImageFormat format, ImageLimits limits)
    {
        if (format == ImageFormat.Png && PngFile.Frames(file) is > 1 and var frames) throw Frames(frames);
        if (format == ImageFormat.Jpeg) JpegFile.CheckKind(file);
        if (format == ImageFormat.Jpeg && JpegFile.Scans(file, limits.MaxScans) > limits.MaxScans)
            throw new ImageFileException(
                $"is a JPEG of more than {limits.MaxScans:N0} scans, each of which costs as much as an image ({ImageLimits.Raise(nameof(limits.MaxScans))}).");
    }

    private static ImageFileException Frames(uint count) => new($"holds {count} pages or frames; only single images are restored.");
}
