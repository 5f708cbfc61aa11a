using System.Globalization;
using NetVips;

namespace Ign.MLNet.Imaging;

/// <summary>Brings the pixels of an image of libvips into an array.</summary>
internal static class PixelReader
{
    /// <summary>
    /// A strip is an array of its own each time. Small ones are collected at once, large ones seldom: together they would take as much as the image.
    /// </summary>
    private const int StripBytes = 80_000;

    /// <summary>
    /// Reads from top to bottom, a strip at a time: a sequential decoder then keeps a few rows and never a copy of the image, neither in memory nor in a
    /// temporary file.
    /// </summary>
    /// <param name="image">The image.</param>
    /// <param name="target">Receives the interleaved samples.</param>
    /// <param name="limits">Longest time. It is looked at between strips; decoders that give all rows at once (WebP, progressive JPEG) are not stopped on the
    /// way.</param>
    /// <exception cref="ImageFileException">The time is over.</exception>
    internal static void Read(Image image, Span<byte> target, ImageLimits limits)
    {
        long start = limits.Clock.GetTimestamp();
        int row = target.Length / image.Height, rows = Math.Clamp(StripBytes / row, 1, 256);
        using var region = Region.New(image);
        for (int y = 0; y < image.Height; y += rows)
        {
            int count = Math.Min(rows, image.Height - y);
            region.Fetch(0, y, image.Width, count).CopyTo(target[(y * row)..]);
            if (limits.Clock.GetElapsedTime(start) > limits.MaxDecodeTime)
                throw new ImageFileException(string.Create(CultureInfo.InvariantCulture,
                    $"took more than {limits.MaxDecodeTime.TotalSeconds:0.###} s to decode ({ImageLimits.Raise(nameof(limits.MaxDecodeTime))})."))
                {
                    MayPass = true,
                };
        }
    }
}
