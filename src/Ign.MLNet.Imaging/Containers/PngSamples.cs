using System.Buffers.Binary;

namespace Ign.MLNet.Imaging;

/// <summary>How a PNG holds its samples, and what that means for the two chunks with numbers of such samples.</summary>
/// <param name="Bits">Bits of a sample.</param>
/// <param name="Type">Type of colour: 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGB and alpha.</param>
/// <param name="Palette">The palette, empty for none.</param>
internal sealed record PngSamples(int Bits, int Type, byte[] Palette)
{
    private bool IsGrey => Type is 0 or 4;

    private bool HasAlpha => Type is 4 or 6;

    internal static PngSamples? Of(List<PngChunk> chunks)
    {
        var header = chunks.Find(c => c.Name == "IHDR")?.Content;
        return header is { Length: >= 13 } ? new PngSamples(header[8], header[9], chunks.Find(c => c.Name == "PLTE")?.Content ?? []) : null;
    }

    /// <summary>Significant bits (sBIT) for samples of another kind; null where they have no meaning there.</summary>
    internal byte[]? Significant(byte[] bits, PngSamples target)
    {
        if (IsGrey != target.IsGrey || bits.Length < (IsGrey ? 1 : 3)) return null;
        int depth = target.Type == 3 ? 8 : target.Bits;
        List<byte> result = [.. bits[..(IsGrey ? 1 : 3)]];
        if (target.HasAlpha) result.Add(HasAlpha && bits.Length > result.Count ? bits[result.Count] : (byte)depth);
        return [.. result.Select(b => Math.Min(b, (byte)depth))];
    }

    /// <summary>A background (bKGD) for samples of another kind; null where there is none.</summary>
    internal byte[]? Background(byte[] content, PngSamples target)
    {
        if (Type == 3)
        {
            if (target.Type == 3) return target.Palette.AsSpan().SequenceEqual(Palette) ? content : null;
            if (content.Length < 1 || Palette.Length < (content[0] + 1) * 3) return null;
            var colour = Palette.AsSpan(content[0] * 3, 3);
            return target.IsGrey ? null : Values([.. colour], 8, target.Bits);
        }
        int count = IsGrey ? 1 : 3;
        if (target.Type == 3 || target.IsGrey != IsGrey || content.Length < 2 * count) return null;
        return Values([.. Enumerable.Range(0, count).Select(i => (int)BinaryPrimitives.ReadUInt16BigEndian(content.AsSpan(2 * i)))], Bits, target.Bits);
    }

    private static byte[] Values(int[] values, int bits, int targetBits)
    {
        var result = new byte[2 * values.Length];
        int most = (1 << bits) - 1, targetMost = (1 << targetBits) - 1;
        for (int i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteUInt16BigEndian(result.AsSpan(2 * i), (ushort)((long)Math.Min(values[i], most) * targetMost / most));
        return result;
    }

    private static byte[] Values(byte[] values, int bits, int targetBits) => Values([.. values.Select(v => (int)v)], bits, targetBits);
}
