using System.Buffers.Binary;

namespace Ign.MLNet.Imaging;

/// <summary>Recognises image files by name, for the scan, and by their first bytes, for decoding.</summary>
internal static class ImageFormats
{
    private static readonly HashSet<string> s_extensions = new(StringComparer.OrdinalIgnoreCase)
    {
        ".png", ".jpg", ".jpeg", ".jpe", ".jif", ".jfif", ".webp", ".tif", ".tiff", ".bmp", ".dib", ".gif", ".avif",
    };

    /// <summary>The accepted extensions, for messages.</summary>
    internal const string Accepted = "png, jpg, jpeg, jpe, jif, jfif, webp, tif, tiff, bmp, dib, gif, avif";

    internal static bool IsImageName(string path) => s_extensions.Contains(Path.GetExtension(path));

    /// <summary>Whether results can have a format; those of the others are PNG.</summary>
    internal static bool IsWritten(ImageFormat format) => format is not (ImageFormat.Gif or ImageFormat.Avif);

    /// <summary>Only these ever reach a decoder: the rest of what libvips can load stays out of a stranger's reach.</summary>
    internal static ImageFormat Detect(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10])) return ImageFormat.Png;
        if (head.StartsWith((ReadOnlySpan<byte>)[0xff, 0xd8, 0xff])) return ImageFormat.Jpeg;
        if (head.StartsWith("RIFF"u8) && head.Length >= 12 && head[8..12].SequenceEqual("WEBP"u8)) return ImageFormat.WebP;
        if (head.StartsWith("II*\0"u8) || head.StartsWith("MM\0*"u8) || head.StartsWith("II+\0"u8) || head.StartsWith("MM\0+"u8)) return ImageFormat.Tiff;
        if (head.StartsWith("BM"u8)) return ImageFormat.Bmp;
        if (head.StartsWith("GIF87a"u8) || head.StartsWith("GIF89a"u8)) return ImageFormat.Gif;
        if (IsBrand(head, "avif"u8)) return ImageFormat.Avif;
        if (IsBrand(head, "heic"u8) || IsBrand(head, "heix"u8))
            throw new ImageFileException("is HEIC by its content, which cannot be read here; convert it first.");
        throw new ImageFileException($"is not an image of a known format ({Accepted}).");
    }

    /// <summary>Whether the first box of a file of ISO media names a brand, as its own or among those that it is compatible with.</summary>
    private static bool IsBrand(ReadOnlySpan<byte> head, ReadOnlySpan<byte> brand)
    {
        const int Box = 16, MaxBox = 256;
        if (head.Length < Box || !head[4..].StartsWith("ftyp"u8)) return false;
        int end = (int)Math.Min(Math.Min(BinaryPrimitives.ReadUInt32BigEndian(head), MaxBox), (uint)head.Length);
        for (int at = 8; at + 4 <= end; at += 4)
            if (head[at..].StartsWith(brand)) return true;
        return false;
    }

    /// <summary>Whether a WebP file holds its pixels without loss, so that the output can do the same.</summary>
    internal static bool IsLosslessWebP(ReadOnlySpan<byte> file)
    {
        for (long at = 12; at + 8 <= file.Length;)
        {
            var chunk = file[(int)at..];
            if (chunk.StartsWith("VP8L"u8)) return true;
            if (chunk.StartsWith("VP8 "u8)) return false;
            uint length = BinaryPrimitives.ReadUInt32LittleEndian(chunk[4..]);
            at += 8 + length + (length & 1);
        }
        return false;
    }
}
