using System.Buffers.Binary;

namespace Ign.MLNet.Imaging;

/// <summary>The curves of colour profiles, from samples to light: one exponent, a table, or one of five formulas (ICC.1:2022, 10.6 and 10.18).</summary>
internal static class IccCurve
{
    /// <summary>
    /// Largest distance of samples of the same light: a level of 8 bits. Tables of a few entries stay below it, an exponent of 2.2 is eight levels away.
    /// </summary>
    private const double Tolerance = 1.0 / 255;

    private const int Points = 512;

    /// <summary>Whether a curve is that of sRGB, over its whole length.</summary>
    internal static bool IsSrgb(ReadOnlySpan<byte> tag)
    {
        for (int i = 0; i <= Points; i++)
        {
            double sample = (double)i / Points;
            if (!(Math.Abs(SrgbSample(Light(tag, sample)) - sample) <= Tolerance)) return false; // also for no number
        }
        return true;
    }

    /// <summary>The light of a sample, both from 0 to 1; NaN where the tag is no curve.</summary>
    internal static double Light(ReadOnlySpan<byte> tag, double sample) =>
        tag.Length < 12 ? double.NaN : tag.StartsWith("curv"u8) ? Table(tag, sample) : tag.StartsWith("para"u8) ? Formula(tag, sample) : double.NaN;

    private static double Table(ReadOnlySpan<byte> tag, double sample)
    {
        long count = BinaryPrimitives.ReadUInt32BigEndian(tag[8..]);
        if (tag.Length < 12 + (2 * count)) return double.NaN;
        if (count == 0) return sample;
        if (count == 1) return Math.Pow(sample, Entry(tag, 0) / 256.0);
        int at = (int)Math.Min(sample * (count - 1), count - 2);
        double part = (sample * (count - 1)) - at;
        return ((Entry(tag, at) * (1 - part)) + (Entry(tag, at + 1) * part)) / ushort.MaxValue;
    }

    private static int Entry(ReadOnlySpan<byte> tag, int index) => BinaryPrimitives.ReadUInt16BigEndian(tag[(12 + (2 * index))..]);

    private static double Formula(ReadOnlySpan<byte> tag, double x)
    {
        int kind = BinaryPrimitives.ReadUInt16BigEndian(tag[8..]);
        ReadOnlySpan<int> counts = [1, 3, 4, 5, 7];
        if (kind > 4 || tag.Length < 12 + (4 * counts[kind])) return double.NaN;
        var p = new double[7];
        for (int i = 0; i < counts[kind]; i++) p[i] = BinaryPrimitives.ReadInt32BigEndian(tag[(12 + (4 * i))..]) / 65536.0;
        double g = p[0], a = p[1], b = p[2], c = p[3], d = p[4], e = p[5], f = p[6];
        return kind switch
        {
            0 => Math.Pow(x, g),
            1 => x >= -b / a ? Math.Pow((a * x) + b, g) : 0,
            2 => x >= -b / a ? Math.Pow((a * x) + b, g) + c : c,
            3 => x >= d ? Math.Pow((a * x) + b, g) : c * x,
            _ => x >= d ? Math.Pow((a * x) + b, g) + e : (c * x) + f,
        };
    }

    private static double SrgbSample(double light) => light <= 0.0031308 ? 12.92 * light : (1.055 * Math.Pow(light, 1 / 2.4)) - 0.055;
}
