using System.Buffers.Binary;
using NetVips;

namespace Ign.MLNet.Imaging;

/// <summary>Reads how large an image is from the first bytes of its file, without the pixels.</summary>
internal static class ImageHeader
{
    private const int BmpHead = 26, BmpSizes = 18, BmpOldHeader = 12;

    /// <summary>Columns and rows in pixels, upright; null where the file cannot be read or is no image: what restores it says why.</summary>
    internal static (int Width, int Height)? SizeOf(string path)
    {
        Vips.Ensure();
        try
        {
            var head = new byte[BmpHead];
            int read;
            using (var file = File.OpenRead(path)) read = file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
            var format = ImageFormats.Detect(head.AsSpan(0, read));
            if (format == ImageFormat.Bmp) return read < BmpHead ? null : BmpSize(head);
            return Vips.Run("has no header", format, () =>
            {
                using var image = Open(path, format);
                bool lies = image.Contains("orientation") && image.Get("orientation") is int and >= 5 and <= 8;
                return lies ? (image.Height, image.Width) : (image.Width, image.Height);
            });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ImageFileException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Only the header: the pixels wait until somebody asks for them.</summary>
    private static Image Open(string path, ImageFormat format) => format switch
    {
        ImageFormat.Png => Image.Pngload(path, access: Enums.Access.Sequential),
        ImageFormat.Jpeg => Image.Jpegload(path, access: Enums.Access.Sequential),
        ImageFormat.WebP => Image.Webpload(path, access: Enums.Access.Sequential),
        ImageFormat.Tiff => Image.Tiffload(path, access: Enums.Access.Sequential),
        _ => throw new ArgumentException($"No header of {format} is known.", nameof(format)),
    };

    private static (int Width, int Height)? BmpSize(ReadOnlySpan<byte> head)
    {
        var sizes = head[BmpSizes..];
        var (width, height) = BinaryPrimitives.ReadUInt32LittleEndian(head[14..]) == BmpOldHeader
            ? (BinaryPrimitives.ReadUInt16LittleEndian(sizes), BinaryPrimitives.ReadUInt16LittleEndian(sizes[2..]))
            : (BinaryPrimitives.ReadInt32LittleEndian(sizes), BinaryPrimitives.ReadInt32LittleEndian(sizes[4..]));
        // Rows from the top have a negative number.
        return width > 0 && height is not (0 or int.MinValue) ? (width, Math.Abs(height)) : null;
    }
}
