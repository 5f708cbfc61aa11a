using System.Buffers.Binary;

namespace Ign.MLNet.Imaging;

/// <summary>The way from samples to light, as the curve of a profile.</summary>
internal sealed class ToneCurve
{
    private const double MinExponent = 0.1, MaxExponent = 10;

    private ToneCurve(byte[] tag) => Tag = tag;

    /// <summary>The content of the tag.</summary>
    internal byte[] Tag { get; }

    internal static ToneCurve Srgb { get; } = Formula(2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045);

    /// <summary>The inverse of the camera's curve of ITU-R BT.709, 601 and 2020.</summary>
    internal static ToneCurve Bt709 { get; } = Formula(1 / 0.45, 1 / 1.099, 0.099 / 1.099, 1 / 4.5, 0.081);

    internal static ToneCurve Smpte240 { get; } = Formula(1 / 0.45, 1 / 1.1115, 0.1115 / 1.1115, 1 / 4.0, 0.0913);

    /// <summary>light = sample^exponent; null for an exponent that no display has (outside of 0.1 to 10).</summary>
    internal static ToneCurve? Power(double exponent) => exponent is >= MinExponent and <= MaxExponent ? Formula(exponent) : null;

    /// <summary>A table of light from 0 to 65535 for samples in equal steps; null where it does not rise or has less than two entries.</summary>
    internal static ToneCurve? Table(ReadOnlySpan<ushort> light)
    {
        if (light.Length < 2 || light[0] >= light[^1]) return null;
        for (int i = 1; i < light.Length; i++)
            if (light[i] < light[i - 1]) return null;
        const int MaxEntries = 4096;
        int count = Math.Min(light.Length, MaxEntries);
        var tag = new byte[12 + (2 * count)];
        "curv"u8.CopyTo(tag);
        BinaryPrimitives.WriteInt32BigEndian(tag.AsSpan(8), count);
        for (int i = 0; i < count; i++)
            BinaryPrimitives.WriteUInt16BigEndian(tag.AsSpan(12 + (2 * i)), light[(int)Math.Round((double)i * (light.Length - 1) / (count - 1))]);
        return new ToneCurve(tag);
    }

    /// <summary>One exponent, or (a·x + b)^g from d on and c·x below it.</summary>
    private static ToneCurve Formula(params ReadOnlySpan<double> values)
    {
        var tag = new byte[12 + (4 * values.Length)];
        "para"u8.CopyTo(tag);
        tag[9] = (byte)(values.Length == 1 ? 0 : 3);
        for (int i = 0; i < values.Length; i++) BinaryPrimitives.WriteInt32BigEndian(tag.AsSpan(12 + (4 * i)), (int)Math.Round(values[i] * 65536));
        return new ToneCurve(tag);
    }
}
