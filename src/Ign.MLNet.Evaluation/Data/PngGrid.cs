using Ign.MLNet.Networks;
using SkiaSharp;

namespace Ign.MLNet.Evaluation;

/// <summary>Writes images side by side into one PNG file.</summary>
/// <remarks>By SkiaSharp, which comes with ML.NET: a program that only trains or draws needs no libvips.</remarks>
public static class PngGrid
{
    private const int Gap = 2;
    private const int GroupGap = 10;
    private const int FittingSide = 84;
    private const int ThumbnailQuality = 80;
    private const long MaxPixels = 100_000_000;

    /// <summary>The <c>enlarge</c> with which small images can be seen well: 3 for 28x28, 1 from 64x64.</summary>
    /// <param name="shape">Shape of one image.</param>
    public static int Enlargement(TensorShape shape) => Math.Max(1, FittingSide / Math.Max(shape.Height, shape.Width));

    /// <summary>Checks that a picture would not be too large, before its images are computed.</summary>
    /// <param name="count">Images.</param>
    /// <param name="columns">Images per row.</param>
    /// <param name="shape">Shape of one image.</param>
    /// <param name="enlarge">As in <see cref="Save"/>.</param>
    /// <param name="group">As in <see cref="Save"/>.</param>
    /// <param name="rowGroup">As in <see cref="Save"/>.</param>
    /// <exception cref="ArgumentException">The picture would exceed 100 million pixels.</exception>
    public static void CheckSize(int count, int columns, TensorShape shape, int enlarge = 2, int group = 0, int rowGroup = 0) =>
        Size(count, columns, shape, enlarge, group, rowGroup);

    /// <summary>
    /// Writes a grid, row after row, with a dark gap between images. The file appears only when it is complete.
    /// </summary>
    /// <param name="path">PNG file; its folder must exist.</param>
    /// <param name="imagesRowMajor">Images in [-1,1], CHW, of length Shape.Size each; at least one.</param>
    /// <param name="columns">Images per row; a last row that is not full stays dark.</param>
    /// <param name="shape">Shape of one image, with 1 or 3 channels.</param>
    /// <param name="enlarge">Side in pixels of the square that one image pixel becomes (no smoothing).</param>
    /// <param name="group">Columns that belong together: a wider gap stands after each so many; 0 for none.</param>
    /// <param name="rowGroup">Rows that belong together, likewise.</param>
    /// <exception cref="ArgumentException">A number is out of range, an image has another length, or the picture would exceed 100 million pixels.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(string path, IReadOnlyList<float[]> imagesRowMajor, int columns, TensorShape shape, int enlarge = 2, int group = 0,
        int rowGroup = 0)
    {
        ArgumentNullException.ThrowIfNull(path);
        AtomicFile.WriteAllBytes(path, Encode(imagesRowMajor, columns, shape, enlarge, group, rowGroup));
    }

    /// <summary>The same grid in memory.</summary>
    /// <inheritdoc cref="Save" path="/param"/>
    /// <inheritdoc cref="Save" path="/exception"/>
    /// <returns>The bytes of a PNG file.</returns>
    public static byte[] Encode(IReadOnlyList<float[]> imagesRowMajor, int columns, TensorShape shape, int enlarge = 2, int group = 0, int rowGroup = 0)
    {
        ArgumentNullException.ThrowIfNull(imagesRowMajor);
        ArgumentOutOfRangeException.ThrowIfZero(imagesRowMajor.Count, nameof(imagesRowMajor));
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(enlarge, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(group);
        ArgumentOutOfRangeException.ThrowIfNegative(rowGroup);
        if (shape.Channels is not (1 or 3)) throw new ArgumentException($"Expected 1 or 3 channels, got shape {shape}.", nameof(shape));

        var (width, height) = Size(imagesRowMajor.Count, columns, shape, enlarge, group, rowGroup);

        var rgba = new byte[width * height * 4];
        for (long i = 0; i < width * height; i++) (rgba[4 * i], rgba[4 * i + 1], rgba[4 * i + 2], rgba[4 * i + 3]) = (40, 40, 48, 255);
        for (int i = 0; i < imagesRowMajor.Count; i++)
        {
            if (imagesRowMajor[i].Length != shape.Size)
                throw new ArgumentException($"Expected {shape.Size} values ({shape}) in image {i}, got {imagesRowMajor[i].Length}.", nameof(imagesRowMajor));
            int left = Gap + i % columns * (shape.Width * enlarge + Gap) + GroupGaps(i % columns, group),
                top = Gap + i / columns * (shape.Height * enlarge + Gap) + GroupGaps(i / columns, rowGroup);
            Draw(rgba, (int)width, left, top, imagesRowMajor[i], shape, enlarge);
        }

        var info = new SKImageInfo((int)width, (int)height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using var image = SKImage.FromPixelCopy(info, rgba);
        using var png = image.Encode(SKEncodedImageFormat.Png, 100) ?? throw new IOException("The picture could not be encoded.");
        return png.ToArray();
    }

    /// <summary>A grid for a page that shows many: one that is wider is scaled down, and then stored with loss.</summary>
    /// <param name="png">Content of a PNG file.</param>
    /// <param name="width">Most columns in pixels.</param>
    /// <returns>The format, <c>png</c> or <c>webp</c>, and the bytes of a file.</returns>
    internal static (string Format, byte[] File) Thumbnail(byte[] png, int width)
    {
        using var image = SKBitmap.Decode(png);
        if (image is null || image.Width <= width) return ("png", png);
        using var small = image.Resize(new SKImageInfo(width, Math.Max(1, (int)((long)image.Height * width / image.Width))), SKFilterQuality.High);
        using var webp = small.Encode(SKEncodedImageFormat.Webp, ThumbnailQuality);
        return ("webp", webp.ToArray());
    }

    private static (long Width, long Height) Size(int count, int columns, TensorShape shape, int enlarge, int group, int rowGroup)
    {
        int rows = (int)(((long)count + columns - 1) / columns);
        long width = (long)columns * ((long)shape.Width * enlarge + Gap) + Gap + GroupGaps(columns - 1, group);
        long height = (long)rows * ((long)shape.Height * enlarge + Gap) + Gap + GroupGaps(rows - 1, rowGroup);
        if ((UInt128)width * (UInt128)height > MaxPixels)
            throw new ArgumentException($"The picture would be {width}x{height} pixels; at most {MaxPixels:N0} pixels are written.");
        return (width, height);
    }

    private static int GroupGaps(int place, int group) => group == 0 ? 0 : place / group * GroupGap;

    private static void Draw(byte[] rgba, int stride, int left, int top, float[] image, TensorShape shape, int enlarge)
    {
        int plane = shape.Height * shape.Width, last = shape.Channels - 1;
        for (int y = 0; y < shape.Height * enlarge; y++)
            for (int x = 0; x < shape.Width * enlarge; x++)
            {
                int source = y / enlarge * shape.Width + x / enlarge, target = 4 * ((top + y) * stride + left + x);
                for (int c = 0; c < 3; c++) rgba[target + c] = PixelRange.ToByte(image[Math.Min(c, last) * plane + source]);
            }
    }
}
