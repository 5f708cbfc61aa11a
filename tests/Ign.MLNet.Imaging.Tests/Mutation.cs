using System.Buffers.Binary;

namespace Ign.MLNet.Imaging.Tests;

/// <summary>Breaks files as accidents and attackers do, by a seed.</summary>
internal static class Mutation
{
    private static readonly uint[] s_odd = [0, 1, 2, 3, 5, 7, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0x8000, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xfffffffe,
        0xffffffff];

    internal static byte[] Break(IReadOnlyList<byte[]> seeds, int seed)
    {
        var random = new Random(seed);
        var file = (byte[])seeds[random.Next(seeds.Count)].Clone();
        for (int i = random.Next(1, 5); i > 0 && file.Length > 0; i--) file = Once(file, seeds, random);
        // Without a right checksum most damage of a PNG would never reach its decoder.
        if (random.Next(4) > 0) Png.FixChecksums(file);
        return file;
    }

    private static byte[] Once(byte[] file, IReadOnlyList<byte[]> seeds, Random random)
    {
        // Headers decide more than pixels do.
        int at = random.Next(random.Next(2) == 0 ? Math.Min(file.Length, 200) : file.Length);
        switch (random.Next(8))
        {
            case 0:
                file[at] ^= (byte)(1 << random.Next(8));
                return file;
            case 1:
                file[at] = (byte)random.Next(256);
                return file;
            case 2:
                return file[..at];
            case 3: // Bytes gone from the middle.
                return [.. file[..at], .. file[Math.Min(file.Length, at + random.Next(1, 40))..]];
            case 4: // A piece twice.
                return [.. file[..at], .. file[Math.Max(0, at - random.Next(1, 40))..]];
            case 5: // A piece of another file.
                var other = seeds[random.Next(seeds.Count)];
                int from = random.Next(other.Length);
                var piece = other.AsSpan(from, random.Next(Math.Min(other.Length - from, 300)));
                return [.. file[..at], .. piece, .. file[Math.Min(file.Length, at + (random.Next(2) * piece.Length))..]];
            case 6: // The header of another file.
                var head = seeds[random.Next(seeds.Count)];
                int length = random.Next(1, Math.Min(Math.Min(head.Length, file.Length), 120));
                head.AsSpan(0, length).CopyTo(file);
                return file;
            default: // A length, size or offset that lies.
                uint value = s_odd[random.Next(s_odd.Length)];
                int width = 1 << random.Next(3);
                var bytes = new byte[4];
                if (random.Next(2) == 0) BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
                else BinaryPrimitives.WriteUInt32BigEndian(bytes, value << (8 * (4 - width)));
                bytes.AsSpan(0, Math.Min(width, file.Length - at)).CopyTo(file.AsSpan(at));
                return file;
        }
    }
}
