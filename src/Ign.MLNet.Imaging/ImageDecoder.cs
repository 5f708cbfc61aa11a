using NetVips;

namespace Ign.MLNet.Imaging;

/// <summary>Decodes image files of strangers, within the limits of a restoring job, into <see cref="DecodedImage"/>.</summary>
internal static class ImageDecoder
{
    /// <summary>The whole image, stretched to a size where one is given.</summary>
    /// <exception cref="ImageFileException">The file is no image, damaged, or beyond a limit.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    internal static DecodedImage Read(string path, ImageLimits limits, (int Width, int Height)? size) => Read(path, limits, size, Enums.Size.Force);

    /// <summary>The image, made smaller where a side is longer than <paramref name="side"/> pixels.</summary>
    /// <inheritdoc cref="Read(string, ImageLimits, ValueTuple{int, int}?)" path="/exception"/>
    internal static DecodedImage Thumbnail(string path, ImageLimits limits, int side) => Read(path, limits, (side, side), Enums.Size.Down);

    /// <summary>The whole image with the bits that it has: sRGB of 16 where they are more than 8, with alpha where there is one.</summary>
    /// <inheritdoc cref="Read(string, ImageLimits, ValueTuple{int, int}?)" path="/exception"/>
    internal static Samples ReadDeep(string path, ImageLimits limits) => Read(path, limits, size: null, image =>
    {
        if (image.Format == Enums.BandFormat.Ushort) return Deep(image, limits);
        var shallow = Bytes(image, limits, size: null, Enums.Size.Down);
        return new Samples(shallow.Width, shallow.Height, new SampleLayout(3, shallow.Bands == 4, Wide: false), shallow.Pixels);
    });

    private static DecodedImage Read(string path, ImageLimits limits, (int Width, int Height)? size, Enums.Size fit) =>
        Read(path, limits, size, image => Bytes(image, limits, size, fit));

    private static T Read<T>(string path, ImageLimits limits, (int Width, int Height)? size, Func<Image, T> pixels)
    {
        Vips.Ensure();
        var file = Content(path, limits);
        var format = ImageFormats.Detect(file);
        return Vips.Run($"cannot be decoded as {format}", format, () =>
        {
            using var image = format == ImageFormat.Bmp ? Bitmap(file, limits) : Open(file, format, limits, size);
            return pixels(image);
        });
    }

    private static DecodedImage Bytes(Image image, ImageLimits limits, (int Width, int Height)? size, Enums.Size fit)
    {
        // Turns the image upright, and knows how a transparent edge is scaled; a box of the longer side leaves the size alone.
        var (width, height) = size ?? (Math.Max(image.Width, image.Height), Math.Max(image.Width, image.Height));
        using var sized = image.ThumbnailImage(width, height: height, size: size is null ? Enums.Size.Down : fit, outputProfile: Target(image));
        using var colour = sized.Colourspace(Enums.Interpretation.Srgb);
        using var bytes = colour.Cast(Enums.BandFormat.Uchar);
        var pixels = LargeArrays.Rent<byte>(checked(bytes.Width * bytes.Height * bytes.Bands));
        PixelReader.Read(bytes, pixels, limits);
        return new DecodedImage(bytes.Width, bytes.Height, bytes.Bands, pixels);
    }

    /// <summary>What <see cref="Bytes"/> gives with 8 bits.</summary>
    private static Samples Deep(Image image, ImageLimits limits)
    {
        using var colour = Target(image) is { } srgb
            ? image.IccTransform(srgb, intent: Enums.Intent.Relative, embedded: true, depth: 16)
            : image.Colourspace(Enums.Interpretation.Rgb16);
        var layout = new SampleLayout(3, colour.Bands == 4, Wide: true);
        var samples = new Samples(colour.Width, colour.Height, layout, new byte[checked(colour.Width * colour.Height * layout.BytesPerPixel)]);
        PixelReader.Read(colour, samples.Data, limits);
        return image.Contains("orientation") && image.Get("orientation") is int and >= 2 and <= 8 and var orientation
            ? samples.Upright(orientation, limits)
            : samples;
    }

    /// <summary>
    /// The profile to convert to. Samples without one are sRGB: libvips would take them to XYZ in floats and back, for the same result in 20 times the time.
    /// </summary>
    private static string? Target(Image image) => image.Contains(ColourConversion.Field) ? "srgb" : null;

    private static byte[] Content(string path, ImageLimits limits)
    {
        long length = new FileInfo(path).Length;
        if (length == 0) throw new ImageFileException("is empty."); // also what a pipe or a device looks like, which must not be opened
        if (length > limits.MaxFileBytes) throw ImageLimits.TooManyBytes(length, limits.MaxFileBytes);
        return File.ReadAllBytes(path);
    }

    private static Image Open(byte[] file, ImageFormat format, ImageLimits limits, (int Width, int Height)? size)
    {
        var tiff = format == ImageFormat.Tiff ? TiffFile.Of(file) : null;
        var image = ImageLoader.Open(file, format, limits);
        try
        {
            if (tiff is not null) image = tiff.Plain(image);
            var layout = tiff is null ? SampleLayout.Of(image) : tiff.LayoutOf(image);
            ImageLoader.Check(image.Width, image.Height, layout.BytesPerPixel, limits);
            if (tiff is not null) image = WithPixels(image, tiff, file, layout);
            if (format == ImageFormat.Jpeg && Reduction(image, size) is > 1 and var reduction)
            {
                image.Dispose();
                image = ImageLoader.Jpeg(file, reduction);
            }
            var profile = ImageColour.Profile(file, format, image, layout);
            bool usable = profile is not null && IccProfile.IsUsable(profile, layout.ColourBands);
            using (image)
            {
                return image.Mutate(m =>
                {
                    if (usable) m.Set(GValue.BlobType, ColourConversion.Field, profile);
                    else if (image.Contains(ColourConversion.Field)) m.Remove(ColourConversion.Field);
                });
            }
        }
        catch
        {
            image.Dispose();
            throw;
        }
    }

    /// <summary>The image with pixels that libvips does not read rightly, and without a last band that is not alpha.</summary>
    private static Image WithPixels(Image image, TiffFile tiff, byte[] file, SampleLayout layout)
    {
        if (!tiff.ReadByVips)
        {
            using var header = image;
            using var pixels = Image.NewFromMemoryCopy<byte>(TiffReader.Read(file, tiff, image.Width, image.Height), image.Width, image.Height, layout.Bands,
                layout.Format);
            using var plain = pixels.Copy(interpretation: layout.Interpretation);
            image = plain.Mutate(m =>
            {
                foreach (string field in (string[])["orientation", ColourConversion.Field])
                    if (header.Contains(field)) m.Set(header.GetTypeOf(field), field, header.Get(field));
            });
        }
        if (!layout.HasAlpha || tiff.Fourth != FourthBand.Unspecified) return image;
        using (image) return image.ExtractBand(0, n: layout.ColourBands);
    }

    /// <summary>
    /// By which factor a JPEG can be made smaller for less work than decoding it; twice the size that is asked for is left to the better filter.
    /// </summary>
    private static int Reduction(Image image, (int Width, int Height)? size)
    {
        if (size is not { } s) return 1;
        int factor = Math.Min(image.Width, image.Height) / (2 * Math.Max(s.Width, s.Height));
        return factor switch { >= 8 => 8, >= 4 => 4, >= 2 => 2, _ => 1 };
    }

    private static Image Bitmap(byte[] file, ImageLimits limits)
    {
        var header = BmpHeader.Read(file);
        ImageLoader.Check(header.Width, header.Height, header.Bands, limits);
        var bmp = BmpFile.Decode(file, header);
        using var raw = Image.NewFromMemoryCopy<byte>(bmp.Pixels, bmp.Width, bmp.Height, bmp.Bands, Enums.BandFormat.Uchar);
        return raw.Copy(interpretation: bmp.Bands == 1 ? Enums.Interpretation.Bw : Enums.Interpretation.Srgb);
    }
}
