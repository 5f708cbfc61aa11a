using System.Buffers.Binary;

namespace Ign.MLNet.Restoration;

/// <summary>What libvips does not tell about a PNG.</summary>
internal static class PngFile
{
    /// <summary>Number of frames of an animation, of which libvips would read the first alone; 1 for a plain image.</summary>
    internal static uint Frames(ReadOnlySpan<byte> file) =>
        Chunk(file, "acTL"u8, out var content) && content.Length >= 4 ? Math.Max(1, BinaryPrimitives.ReadUInt32BigEndian(content)) : 1;

    /// <summary>Finds the first chunk of a name before the pixels.</summary>
    internal static bool Chunk(ReadOnlySpan<byte> file, ReadOnlySpan<byte> name, out ReadOnlySpan<byte> content)
    {
        // Chunks are length, name, content, checksum.
        for (long at = 8; at + 12 <= file.Length;)
        {
            var chunk = file[(int)at..];
            uint length = BinaryPrimitives.ReadUInt32BigEndian(chunk);
            if (chunk[4..].StartsWith(name))
            {
                content = chunk[8..(int)Math.Min(chunk.Length, 8L + length)];
                return true;
            }
            if (chunk[4..].StartsWith("IDAT"u8)) break;
            at += 12L + length;
        }
        content = default;
        return false;
    }
}
