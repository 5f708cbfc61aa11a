namespace Ign.MLNet.Imaging;

/// <summary>Samples of 16 and 8 bits: 65535 and 255 are both white, and 257 steps of the one are one of the other.</summary>
internal static class Depth
{
    internal const int Step = 257;

    /// <summary>The nearest sample of 8 bits to one of 16, which may lie outside of its range.</summary>
    internal static byte ToByte(int sample) => (byte)((Math.Clamp(sample, 0, ushort.MaxValue) + (Step / 2)) / Step);

    internal static Samples To8Bits(Samples samples)
    {
        if (!samples.Layout.Wide) return samples;
        var data = new byte[samples.Data.Length / 2];
        var wide = samples.Wide;
        for (int i = 0; i < data.Length; i++) data[i] = ToByte(wide[i]);
        return samples with { Layout = samples.Layout with { Wide = false }, Data = data };
    }
}
