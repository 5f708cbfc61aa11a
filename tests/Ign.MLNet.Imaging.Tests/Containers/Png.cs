using System.Buffers.Binary;

namespace Ign.MLNet.Imaging.Tests;

/// <summary>Edits of PNG files that keep their checksums right.</summary>
internal static class Png
{
    /// <summary>The file with another size in its header.</summary>
    internal static byte[] Resized(byte[] file, int width, int height)
    {
        var result = (byte[])file.Clone();
        BinaryPrimitives.WriteInt32BigEndian(result.AsSpan(16), width);
        BinaryPrimitives.WriteInt32BigEndian(result.AsSpan(20), height);
        FixChecksums(result);
        return result;
    }

    /// <summary>The file with a chunk before its pixels.</summary>
    internal static byte[] With(byte[] file, string name, byte[] content)
    {
        const int AfterHeader = 33;
        var chunk = new byte[12 + content.Length];
        BinaryPrimitives.WriteInt32BigEndian(chunk, content.Length);
        System.Text.Encoding.ASCII.GetBytes(name, chunk.AsSpan(4));
        content.CopyTo(chunk, 8);
        byte[] result = [.. file[..AfterHeader], .. chunk, .. file[AfterHeader..]];
        FixChecksums(result);
        return result;
    }

    /// <summary>The file with a chunk behind its pixels.</summary>
    internal static byte[] WithAtEnd(byte[] file, string name, byte[] content)
    {
        const int End = 12, AfterHeader = 33;
        byte[] chunk = With(file, name, content)[AfterHeader..(AfterHeader + 12 + content.Length)];
        return [.. file[..^End], .. chunk, .. file[^End..]];
    }

    /// <summary>All chunks.</summary>
    internal static List<(string Name, byte[] Content)> Chunks(byte[] file)
    {
        var result = new List<(string, byte[])>();
        for (int at = 8; at + 12 <= file.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            result.Add((System.Text.Encoding.ASCII.GetString(file, at + 4, 4), file[(at + 8)..(at + 8 + length)]));
            at += 12 + length;
        }
        return result;
    }

    /// <summary>Writes the right checksum of every chunk; leaves files that are no PNG alone.</summary>
    internal static void FixChecksums(byte[] file)
    {
        if (!file.AsSpan().StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G'])) return;
        for (long at = 8; at + 12 <= file.Length;)
        {
            long length = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan((int)at));
            if (at + 12 + length > file.Length) return;
            BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan((int)(at + 8 + length)), Crc32(file.AsSpan((int)at + 4, (int)length + 4)));
            at += 12 + length;
        }
    }

    private static uint Crc32(ReadOnlySpan<byte> data)
    {
        uint crc = ~0u;
        foreach (byte b in data)
        {
            crc ^= b;
            for (int i = 0; i < 8; i++) crc = (crc >> 1) ^ (0xedb88320 & (0 - (crc & 1)));
        }
        return ~crc;
    }
}
