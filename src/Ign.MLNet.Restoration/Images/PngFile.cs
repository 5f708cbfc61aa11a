using System.Buffers.Binary;

namespace Ign.MLNet.Restoration;

/// <summary>What libvips does not tell about a PNG.</summary>
internal static class PngFile
{
    /// <summary>Number of frames of an animation, of which libvips would read the first alone; 1 for a plain image.</summary>
    internal static uint Frames(ReadOnlySpan<byte> file)
    {
        // Chunks are length, name, content, checksum; the one of an animation stands before the first with pixels.
        for (long at = 8; at + 12 <= file.Length;)
        {
            var chunk = file[(int)at..];
            if (chunk[4..].StartsWith("IDAT"u8)) return 1;
            if (chunk[4..].StartsWith("acTL"u8)) return Math.Max(1, BinaryPrimitives.ReadUInt32BigEndian(chunk[8..]));
            at += 12L + BinaryPrimitives.ReadUInt32BigEndian(chunk);
        }
        return 1;
    }
}
